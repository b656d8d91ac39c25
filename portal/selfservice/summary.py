"""What a signed-in person sees of their own support, gathered for one page."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.support import reading
from portal.support.reading import HeldMembership, MadePayment


@dataclass(frozen=True)
class Summary:
    """The running membership (if any), the ones that ended, all payments, newest first.

    `member_until` is the moment until which the account counts if nothing more happens.
    """

    membership: HeldMembership | None
    ended: list[HeldMembership]
    payments: list[MadePayment]
    member_until: datetime | None

    @property
    def has_reversals(self) -> bool:
        """True when any payment was given back or lost, even in part."""
        return any(paid.is_disputed or paid.refunded.minor for paid in self.payments)


def of(session: Session, account_id: int, now: datetime) -> Summary:
    """The summary of one account. Three queries."""
    held = reading.memberships(session, account_id)
    ends = [one.counts_until for one in held if not one.is_duplicate]
    return Summary(
        membership=next((one for one in held if one.is_running), None),
        ended=[one for one in held if not one.is_running and not one.is_duplicate],
        payments=reading.payments(session, account_id),
        member_until=max((end for end in ends if end is not None and end > now), default=None),
    )
