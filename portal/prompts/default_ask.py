"""The ask that stands for everyone, as data: what it says, who signs, its cards. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from portal.prompts.wording import Said, Unresolved, fill


@dataclass(frozen=True, slots=True)
class Ask:
    """A message asking for support.

    Texts may hold {count}, {goal} and {remaining}. `paragraphs` are pairs of the campaign's
    states a paragraph is for (empty: all, and also when there is no campaign) and its text.
    Without a signatory the newsroom itself signs.
    """

    slug: str
    heading: str
    paragraphs: tuple[tuple[frozenset[str], str], ...]
    signatory: str = ""
    signatory_role: str = ""


ALWAYS: frozenset[str] = frozenset()

DEFAULT = Ask(
    slug="default",
    heading="Reading here is free. Reporting is not.",
    paragraphs=(
        (
            ALWAYS,
            "We have no owner who can call us off a story, and no wall that keeps anybody from"
            " reading it. What stands on these pages was paid for by readers who decided that"
            " everyone should have it.",
        ),
        (
            frozenset({"running"}),
            "With {goal} members this newsroom pays its own way. Still to find: {remaining}."
            " If you can, be one of them; if you cannot, read on all the same.",
        ),
        (
            frozenset({"upcoming", "reached", "ended"}),
            "If you can, become a member; if you cannot, read on all the same.",
        ),
    ),
)

# In the demo its invented editor signs.
DEMO = replace(DEFAULT, signatory="Ruth Ansgard", signatory_role="Editor")

# Its slug in attributions and tallies: no prompt may have it.
SLUG = DEFAULT.slug

# How many of the suggested amounts the ask shows as cards.
CARDS = 3


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
