"""What a prompt did: its tallies and who joined by it, day by day, made ready to be read."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.prompts import results
from portal.prompts.intervals import Interval, exact
from portal.prompts.models import Tally
from portal.prompts.prompt import HELD, Prompt
from portal.prompts.results import Counts, Verdict
from portal.support import brought


@dataclass(frozen=True)
class Arm:
    """A wording (or the holdout, HELD): what it did, and its rates per reader with intervals."""

    slug: str
    counts: Counts
    clicked: Interval
    joined: Interval
    is_of_now: bool  # one of the wordings that the prompt has at present, or its holdout


@dataclass(frozen=True)
class Measured:
    """The results of a prompt. `verdicts` compare wordings, `asking` all of them to the holdout.

    `until` is the day with which the sample was full, `is_full` once that day is over. Before,
    nothing is compared: verdicts are empty, and `asking` None. A difference is named only where
    it holds for all comparisons of the prompt together, that with the holdout included.
    """

    arms: tuple[Arm, ...]
    total: Counts
    since: date | None
    until: date | None
    is_full: bool
    least: int  # readers of the wording that has fewest, so far
    verdicts: tuple[Verdict, ...]
    asking: Verdict | None


def measure(session: Session, prompt: Prompt, today: date) -> Measured:
    """What the prompt did from the day its measuring began, as of `today` (UTC). Two queries.

    Who joined counts on the day on which they began to pay, whenever the payment was reported.
    """
    days = _days(session, prompt)
    running = [variant.slug for variant in prompt.variants if variant.weight > 0]
    has_holdout = prompt.holdout_permille > 0
    comparisons = len(running) * (len(running) - 1) // 2 + has_holdout
    wordings = _frozen(days, running, prompt.sample, today)
    all_days = _sum(days, None)
    known = [*(variant.slug for variant in prompt.variants), *([HELD] if has_holdout else [])]
    slugs = [*known, *sorted(set(all_days) - set(known))]
    arms = tuple(_arm(slug, all_days.get(slug, Counts()), slug in known) for slug in slugs)
    can_compare = len(running) > 1
    return Measured(
        arms=arms,
        total=sum((arm.counts for arm in arms if arm.slug != HELD), Counts()),
        since=prompt.measured_from,
        until=_full_on(days, running, prompt.sample),
        is_full=wordings is not None,
        least=min((all_days.get(slug, Counts()).readers for slug in running), default=0),
        verdicts=tuple(results.verdicts(wordings, comparisons) if wordings and can_compare else ()),
        asking=_asking(days, running, prompt.sample, today, comparisons) if has_holdout else None,
    )


def _asking(
    days: dict[date, dict[str, Counts]],
    running: list[str],
    sample: int,
    today: date,
    comparisons: int,
) -> Verdict | None:
    """Whether asking brings more than showing nothing, once both had readers enough."""
    both = {
        day: {
            "shown": sum((arms[slug] for slug in running if slug in arms), Counts()),
            HELD: arms.get(HELD, Counts()),
        }
        for day, arms in days.items()
    }
    found = _frozen(both, ["shown", HELD], sample, today)
    return results.verdicts(found, comparisons)[0] if found else None


def _frozen(
    days: dict[date, dict[str, Counts]], arms: list[str], sample: int, today: date
) -> dict[str, Counts] | None:
    """The arms until the sample was full; None while it is not, or its last day still runs."""
    until = _full_on(days, arms, sample)
    if until is None or until >= today:
        return None
    whole = _sum(days, until)
    return {arm: whole.get(arm, Counts()) for arm in arms}


def _full_on(days: dict[date, dict[str, Counts]], arms: list[str], sample: int) -> date | None:
    readers = {day: {arm: c.readers for arm, c in found.items()} for day, found in days.items()}
    return results.day_of_sample(readers, arms, sample)


def _days(session: Session, prompt: Prompt) -> dict[date, dict[str, Counts]]:
    since = prompt.measured_from or date.min
    days: dict[date, dict[str, Counts]] = defaultdict(lambda: defaultdict(Counts))
    tallies = select(Tally).where(Tally.prompt_slug == prompt.slug, Tally.day >= since)
    for row in session.scalars(tallies):
        days[row.day][row.variant_slug] += Counts(
            row.shown + row.held, row.readers, row.clicked, row.closed, row.reminded
        )
    for (variant, day), count in brought.joined_by_day(session, prompt.slug).items():
        if day >= since:
            days[day][variant] += Counts(joined=count)
    return days


def _sum(days: dict[date, dict[str, Counts]], until: date | None) -> dict[str, Counts]:
    whole: dict[str, Counts] = defaultdict(Counts)
    for day, arms in days.items():
        if until is None or day <= until:
            for slug, counts in arms.items():
                whole[slug] += counts
    return whole


def _arm(slug: str, counts: Counts, is_of_now: bool) -> Arm:
    return Arm(
        slug,
        counts,
        exact(counts.clicked, counts.readers),
        exact(counts.joined, counts.readers),
        is_of_now,
    )
