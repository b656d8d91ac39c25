"""What a signed-in person sees of their own support, gathered for one page."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.support import reading
from portal.support.reading import HeldMembership, MadePayment


@dataclass(frozen=True)
class Summary:
    """The running membership (if any), the ones that ended, all payments, newest first.

    `member_until` is the moment until which the account counts if nothing more happens, or
    `left_at` the one from which it no longer did.
    """

    membership: HeldMembership | None
    ended: list[HeldMembership]
    payments: list[MadePayment]
    member_until: datetime | None
    left_at: datetime | None

    @property
    def renews(self) -> bool:
        """True while a membership goes on by itself after what was paid for."""
        held = self.membership
        return held is not None and held.ends_at is None

    @property
    def has_reversals(self) -> bool:
        """True when any payment was given back or lost, even in part."""
        return any(paid.is_disputed or paid.refunded.minor for paid in self.payments)


def of(session: Session, account_id: int, now: datetime) -> Summary:
    """The summary of one account. Three queries."""
    held = reading.memberships(session, account_id)
    own = [one.counts_until for one in held if not one.is_duplicate]
    last = max((end for end in own if end is not None), default=None)
    return Summary(
        membership=next((one for one in held if one.is_running), None),
        ended=[one for one in held if not one.is_running and not one.is_duplicate],
        payments=reading.payments(session, account_id),
        member_until=last if last is not None and last > now else None,
        left_at=last if last is not None and last <= now else None,
    )
