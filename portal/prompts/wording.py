"""What an ask says at this moment: placeholders filled from the campaign's progress. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# What a text may name. Any other brace is a mistake, and never shown.
PLACEHOLDERS = ("count", "goal", "remaining", "deadline", "month")
BRACES = re.compile(r"\{([^{}]*)\}|[{}]")


class Unresolved(LookupError):
    """A text names a value that is not known."""


@dataclass(frozen=True, slots=True)
class Said:
    """An ask with every placeholder filled."""

    slug: str
    heading: str
    paragraphs: tuple[str, ...]
    signatory: str = ""
    signatory_role: str = ""
    button: str = ""


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled. Raises: Unresolved when one has no value."""

    def value(found: re.Match[str]) -> str:
        if found[1] is None or not values.get(found[1]):
            raise Unresolved(found[0])
        return values[found[1]]

    return BRACES.sub(value, text)


def unknown_in(texts: Iterable[str]) -> list[str]:
    """What stands in braces in `texts` and is no placeholder, in the order found."""
    found = (match for text in texts for match in BRACES.finditer(text))
    return [match[0] for match in found if match[1] not in PLACEHOLDERS]
