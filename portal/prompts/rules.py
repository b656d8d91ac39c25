"""Which prompt a reader is shown: an ordered list of named filters, the first that passes. Pure."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from portal.prompts.prompt import (
    Audience,
    Board,
    Decision,
    Page,
    Placement,
    Prompt,
    Reader,
    Values,
    Variant,
)
from portal.prompts.wording import Said, Unresolved, fill

BUCKETS = 1000
# With consent, who reads this many articles or more has been here before.
RETURNS_AT = 3


class Case(NamedTuple):
    """What a filter looks at beside the prompt."""

    board: Board
    reader: Reader
    page: Page
    now: datetime
    today: date


Filter = Callable[[Prompt, Case], bool]


def _paused(_prompt: Prompt, case: Case) -> bool:
    return case.board.is_paused


def _member(_prompt: Prompt, case: Case) -> bool:
    until = case.reader.member_until
    return until is not None and until > case.now


def _quiet(_prompt: Prompt, case: Case) -> bool:
    return is_quiet(case.board, case.page.section, case.page.tags)


def _off(prompt: Prompt, _case: Case) -> bool:
    return not prompt.is_live


def _too_early(prompt: Prompt, case: Case) -> bool:
    return prompt.starts_at is not None and case.now < prompt.starts_at


def _over(prompt: Prompt, case: Case) -> bool:
    return prompt.ends_at is not None and case.now >= prompt.ends_at


def _no_place(prompt: Prompt, case: Case) -> bool:
    if prompt.placement not in case.page.placements:
        return True
    first, last = case.page.paragraphs
    return prompt.placement is Placement.INLINE and not first <= prompt.after_paragraph <= last


def _elsewhere(prompt: Prompt, case: Case) -> bool:
    if not prompt.sections and not prompt.tags:
        return False
    return case.page.section not in prompt.sections and prompt.tags.isdisjoint(case.page.tags)


def _stays_away(prompt: Prompt, case: Case) -> bool:
    away = case.page.section in prompt.away_sections
    return away or not prompt.away_tags.isdisjoint(case.page.tags)


def _not_for_them(prompt: Prompt, case: Case) -> bool:
    reader = case.reader
    if prompt.audience is Audience.RETURNING:
        was_here = any(day < case.today for day in reader.asked_on)
        return not was_here and (reader.articles or 0) < RETURNS_AT
    if prompt.audience is Audience.DONORS:
        return reader.donated_on is None
    if prompt.audience is Audience.LAPSED:
        return reader.member_until is None
    return False


def _donated(prompt: Prompt, case: Case) -> bool:
    return _within(case.reader.donated_on, prompt.caps.days_after_donation, case.today)


def _closed(prompt: Prompt, case: Case) -> bool:
    return _within(case.reader.closed_on, prompt.caps.days_after_close, case.today)


def _reminded(_prompt: Prompt, case: Case) -> bool:
    until = case.reader.reminded_until
    return until is not None and case.today < until


def _often(prompt: Prompt, case: Case) -> bool:
    most, days = prompt.caps.most_asks, prompt.caps.in_days
    if not most:
        return False
    return sum(_within(day, days, case.today) for day in case.reader.asked_on) >= most


def _first_articles(prompt: Prompt, case: Case) -> bool:
    articles = case.reader.articles
    return articles is not None and articles <= prompt.caps.free_articles


# In this order, by the code that a decision's trail names. A filter that holds passes over.
FILTERS: tuple[tuple[str, Filter], ...] = (
    ("paused", _paused),
    ("member", _member),
    ("quiet_page", _quiet),
    ("off", _off),
    ("not_yet", _too_early),
    ("over", _over),
    ("no_place", _no_place),
    ("elsewhere", _elsewhere),
    ("stays_away", _stays_away),
    ("audience", _not_for_them),
    ("donated", _donated),
    ("closed", _closed),
    ("reminded", _reminded),
    ("too_often", _often),
    ("first_articles", _first_articles),
)
# Passed over after all filters: its text cannot be shown as it is.
UNRESOLVED, BAD = "unresolved", "bad"
SKIPPED = (UNRESOLVED, BAD)


def decide(board: Board, reader: Reader, page: Page, now: datetime, values: Values) -> Decision:
    """The first prompt, in the board's order, that no filter passes over, as it reads now.

    `values` fill the placeholders; what they do not name is unresolved, and passed over. A
    reader in the prompt's holdout is decided upon with the reason "held", and shown nothing.
    Takes at most 1 ms for 100 prompts (tests/bench/bench_choose.py).
    """
    case = Case(board, reader, page, now, now.astimezone(UTC).date())
    trail: list[tuple[str, str]] = []
    for prompt in board.prompts:
        reason = next((name for name, holds in FILTERS if holds(prompt, case)), None)
        if reason is None:
            variant = variant_of(prompt, reader.mark)
            if variant is None:
                reason = BAD
            else:
                said = said_of(variant, values)
                if said is not None:
                    held = is_held(prompt, reader.mark)
                    word = "held" if held else "shown"
                    return Decision(word, prompt, variant, said, tuple(trail))
                reason = UNRESOLVED
        trail.append((prompt.slug, reason))
    return Decision("nothing", trail=tuple(trail))


def is_quiet(board: Board, section: str, tags: frozenset[str]) -> bool:
    """True on a page on which nobody is asked."""
    return section in board.quiet_sections or not board.quiet_tags.isdisjoint(tags)


def variant_of(prompt: Prompt, mark: int) -> Variant | None:
    """The wording for a mark (0-999): the same one always, by the weights; None without any."""
    whole = sum(max(0, variant.weight) for variant in prompt.variants)
    place = _place(prompt.slug, "variant", mark) * whole
    for variant in prompt.variants:
        place -= max(0, variant.weight) * BUCKETS
        if place < 0:
            return variant if variant.heading.strip() else None
    return None


def is_held(prompt: Prompt, mark: int) -> bool:
    """True when a mark (0-999) is in the prompt's holdout."""
    return _place(prompt.slug, "holdout", mark) < prompt.holdout_permille


def said_of(variant: Variant, values: Values) -> Said | None:
    """The variant as it reads now; None when a placeholder has no value."""
    try:
        return Said(
            slug=variant.slug,
            heading=fill(variant.heading, values),
            paragraphs=tuple(fill(text, values) for text in variant.paragraphs),
            signatory=fill(variant.signatory, values),
            signatory_role=fill(variant.signatory_role, values),
            button=fill(variant.button, values),
        )
    except Unresolved:
        return None


def in_order(prompts: Sequence[Prompt]) -> tuple[Prompt, ...]:
    """The prompts as they are tried: by priority, then by slug."""
    return tuple(sorted(prompts, key=lambda prompt: (prompt.priority, prompt.slug)))


def _within(day: date | None, days: int, today: date) -> bool:
    return day is not None and today < day + timedelta(days=days)


def _place(slug: str, purpose: str, mark: int) -> int:
    """A place (0-999) for a mark: an order of its own for each prompt and purpose.

    So shares are exact, and being in one prompt's holdout says nothing about another's.
    """
    return _shuffled(slug, purpose)[mark % BUCKETS]


@lru_cache(maxsize=4096)
def _shuffled(slug: str, purpose: str) -> tuple[int, ...]:
    """All places, in an order drawn by lot that is the same in every process and for good."""
    lots = (
        (sha256(f"{purpose}:{slug}:{place}".encode()).digest(), place) for place in range(BUCKETS)
    )
    return tuple(place for _, place in sorted(lots))
