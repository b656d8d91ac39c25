"""The demo's prompts, so that a first start shows every placement and an experiment."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from portal.config import Settings
from portal.extensions import unit_of_work
from portal.prompts import keeping
from portal.prompts.models import PromptRow
from portal.prompts.prompt import Audience, Caps, Placement, Prompt, Variant

SIGNED = Variant("", "", signatory="Ruth Ansgard", signatory_role="Editor")
# Who has just lost somebody is not asked for money, on any page about it.
QUIET_TAGS = frozenset({"obituaries", "tragedy"})

PROMPTS = (
    Prompt(
        slug="welcome-back",
        name="To former members, at the article's end",
        placement=Placement.END,
        audience=Audience.LAPSED,
        priority=10,
        variants=(
            replace(
                SIGNED,
                slug="plain",
                heading="You were one of us",
                paragraphs=(
                    "For a while you paid for these pages to be open to everyone. Thank you for"
                    " that; it is still so.",
                    "If you would like to be a member again, it takes a minute. If not, read on"
                    " all the same.",
                ),
            ),
        ),
    ),
    Prompt(
        slug="once-and-again",
        name="To people who gave once, after three months",
        placement=Placement.END,
        audience=Audience.DONORS,
        priority=20,
        caps=Caps(days_after_donation=90),
        variants=(
            replace(
                SIGNED,
                slug="plain",
                heading="You gave once, and it was well spent",
                paragraphs=(
                    "What pays for next month is what comes every month. {count} members do"
                    " that already; a small amount is enough.",
                ),
            ),
        ),
    ),
    Prompt(
        slug="the-council",
        name="In articles about the town hall, between paragraphs",
        placement=Placement.INLINE,
        sections=frozenset({"courts-council"}),
        priority=30,
        after_paragraph=3,
        audience=Audience.RETURNING,
        cadences=("monthly",),
        variants=(
            Variant(
                slug="seats",
                heading="Somebody sat through all of that meeting",
                paragraphs=(
                    "Our reporter has a seat in the council chamber because readers pay for it."
                    " A few dollars a month keep the seat taken.",
                ),
            ),
        ),
    ),
    Prompt(
        slug="year-goal",
        name="Two wordings at the article's end",
        placement=Placement.END,
        priority=50,
        sample=1_000,
        variants=(
            replace(
                SIGNED,
                slug="goal",
                heading="Read by everyone, paid for by some",
                paragraphs=(
                    "We have no owner who can call us off a story, and no wall that keeps"
                    " anybody from reading it.",
                    "With {goal} members this newsroom pays its own way. Still to find:"
                    " {remaining}, by {deadline}. If you can, be one of them; if you cannot, read"
                    " on all the same.",
                ),
            ),
            replace(
                SIGNED,
                slug="neighbours",
                heading="Your neighbours paid for this story",
                paragraphs=(
                    "Somebody you do not know gave a few dollars, so that a reporter could ask"
                    " twice and you could read the answer for nothing.",
                    "You can do the same for the next reader: as little as you like, for as"
                    " long as you like.",
                ),
            ),
        ),
    ),
    Prompt(
        slug="front-banner",
        name="Banner beside the lists, until the campaign ends",
        placement=Placement.BANNER,
        audience=Audience.RETURNING,
        priority=80,
        cadences=("monthly",),
        caps=Caps(most_asks=2),
        variants=(
            Variant(
                slug="remaining",
                heading="{remaining} members to go until {deadline}",
                paragraphs=("Reading stays free, whoever pays. Cancel any time.",),
                button="Become a member",
            ),
        ),
    ),
)


def seed(settings: Settings, now: datetime, say: Callable[[str], None]) -> None:
    """Put the demo's prompts up, once."""
    with unit_of_work() as session:
        if session.scalar(select(PromptRow.id).limit(1)) is not None:
            return
        for prompt in PROMPTS:
            keeping.keep(session, prompt, None, now)
        keeping.set_house(
            session, now, is_paused=False, quiet_sections=frozenset(), quiet_tags=QUIET_TAGS
        )
    say(f"Prompts: {len(PROMPTS)}.")
