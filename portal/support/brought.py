"""What brought members: an article, a prompt, a wording or a campaign that led to an attempt.

Tallies only: no reader, account or address leaves this file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.support.models import Attempt, Counted, Membership, Payment

# What an attempt may be told by, and the column it is kept in.
SOURCES: Mapping[str, tuple[InstrumentedAttribute[str | None], ...]] = {
    "article": (Attempt.article_slug,),
    "prompt": (Attempt.prompt_slug,),
    "variant": (Attempt.prompt_slug, Attempt.variant_slug),
    "campaign": (Attempt.campaign_slug,),
}


@dataclass(frozen=True, slots=True)
class Brought:
    """What one source brought: people who became members, those of them who are now, donations.

    `slugs` name the source; of a variant, its prompt's slug and its own. A person who came by
    several memberships of one source counts once.
    """

    slugs: tuple[str, ...]
    began: int
    joined: int
    members_now: int
    donations: int


def by(
    session: Session,
    source: str,
    first: date | None = None,
    last: date | None = None,
    besides: str = "",
) -> list[Brought]:
    """Every source of that kind (see SOURCES), the one that brought most first. Three queries.

    Attempts begun from `first` to `last` (days, UTC, both included) are told, but none of the
    variant `besides`. A member is
    somebody whose membership was paid at least once; a second one that was found to be a
    duplicate brings nobody.
    """
    columns = SOURCES[source]
    told = _told(columns, first, last, besides)
    began = _counts(session, _begun(columns, func.count(Attempt.id), told))
    people = func.count(Membership.account_id.distinct())
    now = func.count(Counted.account_id.distinct())
    memberships = (
        _begun(columns, people, told)
        .add_columns(now)
        .join(Membership, Membership.attempt_id == Attempt.id)
        .outerjoin(Counted, Counted.account_id == Membership.account_id)
        .where(Membership.paid_through.is_not(None), Membership.duplicate_of_id.is_(None))
    )
    joined = {tuple(row[:-2]): (row[-2], row[-1]) for row in session.execute(memberships)}
    gifts = _begun(columns, func.count(Payment.id), told)
    given = _counts(
        session,
        gifts.join(Payment, Payment.attempt_id == Attempt.id).where(Payment.kind == "donation"),
    )
    found = [
        Brought(slugs, count, *joined.get(slugs, (0, 0)), given.get(slugs, 0))
        for slugs, count in began.items()
    ]
    return sorted(found, key=lambda one: (-one.joined, -one.donations, -one.began, one.slugs))


def joined_by_day(session: Session, prompt: str) -> dict[tuple[str, date], int]:
    """How many became members by each variant of a prompt, by the day (UTC) they began on."""
    rows = session.execute(
        select(Attempt.variant_slug, Attempt.created_at, Membership.account_id)
        .join(Membership, Membership.attempt_id == Attempt.id)
        .where(
            Attempt.prompt_slug == prompt,
            Membership.paid_through.is_not(None),
            Membership.duplicate_of_id.is_(None),
        )
        .order_by(Attempt.created_at)
    )
    found: dict[tuple[str, date], int] = {}
    counted = set()
    for variant, created_at, account_id in rows:
        if (variant, account_id) in counted:
            continue
        counted.add((variant, account_id))
        key = (variant or "", created_at.astimezone(UTC).date())
        found[key] = found.get(key, 0) + 1
    return found


def _told(
    columns: tuple[InstrumentedAttribute[str | None], ...],
    first: date | None,
    last: date | None,
    besides: str,
) -> list[ColumnElement[bool]]:
    told: list[ColumnElement[bool]] = [column.is_not(None) for column in columns]
    if first is not None:
        told.append(Attempt.created_at >= datetime.combine(first, time(), UTC))
    if last is not None:
        after = datetime.combine(last, time(), UTC) + timedelta(days=1)
        told.append(Attempt.created_at < after)
    if besides:
        told.append(func.coalesce(Attempt.variant_slug, "") != besides)
    return told


def _begun(
    columns: tuple[InstrumentedAttribute[str | None], ...],
    counted: ColumnElement[int],
    told: list[ColumnElement[bool]],
) -> Select[*tuple[Any, ...]]:
    return select(*columns, counted).where(*told).select_from(Attempt).group_by(*columns)


def _counts(session: Session, query: Select[*tuple[Any, ...]]) -> dict[tuple[str, ...], int]:
    return {tuple(row[:-1]): row[-1] for row in session.execute(query)}
