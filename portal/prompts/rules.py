"""What an ask says at this moment: placeholders filled from the campaign's progress. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portal.prompts.default_ask import Ask

PLACEHOLDER = re.compile(r"\{([a-z_]*)\}")


class Unresolved(LookupError):
    """A text names a value that is not known."""


@dataclass(frozen=True, slots=True)
class Said:
    """An ask with every placeholder filled."""

    slug: str
    heading: str
    paragraphs: tuple[str, ...]
    signatory: str
    signatory_role: str


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled. Raises: Unresolved when one has no value."""

    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise Unresolved(found[0])
        return values[found[1]]

    return PLACEHOLDER.sub(value, text)


def say(ask: Ask, state: str, values: Mapping[str, str]) -> Said | None:
    """The ask in a campaign's `state` ("" without one); None when a placeholder has no value.

    A message with a hole in it is worse than none.
    """
    try:
        return Said(
            slug=ask.slug,
            heading=fill(ask.heading, values),
            paragraphs=tuple(
                fill(text, values)
                for states, text in ask.paragraphs
                if not states or state in states
            ),
            signatory=ask.signatory,
            signatory_role=ask.signatory_role,
        )
    except Unresolved:
        return None
