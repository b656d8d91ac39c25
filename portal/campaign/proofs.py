"""Proofs of the number: what was compared when, and whether it agreed.

Comparing is the work of the desk that knows the payments; here the outcome is kept, for the
dashboard and for the page on how we count.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from portal.campaign.models import ProofRow
from portal.web.versions import bump

TOPIC = "proof"
# Every ten minutes one is added: those of so long are kept.
KEPT_FOR = timedelta(days=90)
# How many differences are kept in words; of the rest, only their number.
WORDS = 100


@dataclass(frozen=True, slots=True)
class Proof:
    """One comparison: `members` on the bar (without a campaign's offset) = what proves them.

    `subscribed` are the accounts whose subscription is paid by a charge in the ledger, `awaiting`
    those whose fresh charge has no movement there yet, `external` those that another place
    counts. `differences` says in words, by number and without names, what does not agree.
    `asked_provider`: the provider's own list was read for it, too.
    """

    proved_at: datetime
    asked_provider: bool
    members: int
    subscribed: int
    external: int
    awaiting: int
    differences: tuple[str, ...] = ()
    difference_count: int = 0

    @property
    def is_right(self) -> bool:
        """True when nothing differs."""
        return self.difference_count == 0


@dataclass(frozen=True, slots=True)
class Proved:
    """The newest proof, when one last agreed, and when one last agreed with the provider's list."""

    newest: Proof
    agreed_at: datetime | None
    agreed_with_list_at: datetime | None


def record_proof(session: Session, proof: Proof) -> bool:
    """Keep the outcome, inside a unit of work; True when it is news that something differs."""
    before = _newest(session)
    session.add(
        ProofRow(
            proved_at=proof.proved_at,
            asked_provider=proof.asked_provider,
            members=proof.members,
            subscribed=proof.subscribed,
            external=proof.external,
            awaiting=proof.awaiting,
            difference_count=proof.difference_count,
            differences=list(proof.differences[:WORDS]),
        )
    )
    session.execute(delete(ProofRow).where(ProofRow.proved_at < proof.proved_at - KEPT_FOR))
    bump(session, TOPIC)
    return not proof.is_right and (before is None or before.difference_count == 0)


def read(session: Session) -> Proved | None:
    """How the number stands proved; None before the first proof. Three queries."""
    row = _newest(session)
    if row is None:
        return None
    newest = Proof(
        proved_at=row.proved_at,
        asked_provider=row.asked_provider,
        members=row.members,
        subscribed=row.subscribed,
        external=row.external,
        awaiting=row.awaiting,
        differences=tuple(row.differences),
        difference_count=row.difference_count,
    )
    agreed = select(ProofRow.proved_at).where(ProofRow.difference_count == 0)
    last = agreed.order_by(ProofRow.proved_at.desc()).limit(1)
    return Proved(newest, session.scalar(last), session.scalar(last.where(_listed())))


def listed_at(session: Session) -> datetime | None:
    """When the provider's own list was last compared, whatever came of it."""
    found = select(ProofRow.proved_at).where(_listed())
    return session.scalar(found.order_by(ProofRow.proved_at.desc()).limit(1))


def _listed() -> ColumnElement[bool]:
    return ProofRow.asked_provider.is_(True)


def _newest(session: Session) -> ProofRow | None:
    newest = select(ProofRow).order_by(ProofRow.proved_at.desc(), ProofRow.id.desc()).limit(1)
    return session.scalar(newest)
