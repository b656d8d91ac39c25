"""Reading a charge with all that was taken back of it: facts of support, entries of the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from portal.billing.gateway import BalanceTransaction, Charge, Dispute, Gateway, Refund
from portal.billing.words import REFUND_STATE, category, dispute_state, moment
from portal.finance.ledger import Entry
from portal.money import Money
from portal.support.facts import Fact, PaymentReversed, PaymentSettled, Supporter

# What a charge is asked for together with. One level may stand above it, of the four allowed.
_WITH = (
    "balance_transaction",
    "failure_balance_transaction",
    "refunds.data.balance_transaction",
    "refunds.data.failure_balance_transaction",
)


def expanded(under: str = "") -> list[str]:
    """The `expand` parameter for charges: "data" in a list, "latest_charge" on their payment."""
    return [f"{under}.{name}" if under else name for name in _WITH]


@dataclass(frozen=True)
class Taken:
    """One charge that took money, with its refunds and disputes as they stand now."""

    charge: Charge
    refunds: tuple[Refund, ...]
    disputes: tuple[Dispute, ...]

    @property
    def ref(self) -> str:
        """What the payment is called everywhere: its payment intent, or the charge without one."""
        return payment_ref(self.charge)

    @property
    def amount(self) -> Money:
        """What the payer paid."""
        return Money(self.charge.amount, self.charge.currency)

    @property
    def given_back_minor(self) -> int:
        """How much of it was refunded and has left us."""
        return sum(r.amount for r in self.refunds if r.status == "succeeded")

    @property
    def is_lost_in_dispute(self) -> bool:
        """True once a dispute about it was decided against us."""
        return any(d.status == "lost" for d in self.disputes)

    @property
    def reversed_at(self) -> datetime | None:
        """When the last of what was given back was refunded, or a lost dispute was opened."""
        gone = [r.created for r in self.refunds if r.status == "succeeded"]
        gone += [d.created for d in self.disputes if d.status == "lost"]
        return moment(max(gone)) if gone else None


def payment_ref(charge: Charge) -> str:
    """The payment intent that the charge belongs to; its own id without one."""
    return id_of(charge.payment_intent) or charge.id


def id_of(reference: object) -> str | None:
    """The id of what Stripe shows as an id or, expanded, as the object."""
    return reference if isinstance(reference, str) else getattr(reference, "id", None)


def taken(gateway: Gateway, charges: Iterable[Charge]) -> list[Taken]:
    """The charges that took money, oldest first, each with its refunds and disputes."""
    return [
        Taken(charge, _refunds(gateway, charge), _disputes(gateway, charge))
        for charge in sorted(charges, key=lambda c: (c.created, c.id))
        if _has_taken(charge)
    ]


def facts(
    found: Taken,
    supporter: Supporter,
    attempt_id: str | None,
    membership_ref: str | None = None,
    *,
    is_renewal: bool = False,
) -> list[Fact]:
    """That the charge was settled, and each refund and dispute of it."""
    settled = PaymentSettled(
        ref=found.ref,
        supporter=supporter,
        attempt_id=attempt_id,
        membership_ref=membership_ref,
        amount=found.amount,
        paid_at=moment(found.charge.created),
        is_renewal=is_renewal,
    )
    refunds = [
        _reversed(r.id, found.ref, "refund", REFUND_STATE[r.status or "pending"], r)
        for r in found.refunds
    ]
    disputes = [
        _reversed(d.id, found.ref, "dispute", dispute_state(d.status), d) for d in found.disputes
    ]
    return [settled, *refunds, *disputes]


def entries(found: Taken, *, is_foreign: bool) -> list[Entry]:
    """Every movement that exists by now; a fresh charge has none for a moment."""
    charge = found.charge
    rows = _of_charge(charge, is_foreign=is_foreign)
    for refund in found.refunds:
        for movement in (refund.balance_transaction, refund.failure_balance_transaction):
            rows.append(_entry(movement, refund.id, found.ref, is_foreign))
    for dispute in found.disputes:
        for movement in dispute.balance_transactions:
            rows.append(_entry(movement, dispute.id, found.ref, is_foreign))
    return [row for row in rows if row is not None]


def unsettled(listed: Iterable[Charge], *, is_foreign: bool) -> list[Entry]:
    """The movements of those that took no money, or not yet: a bank debit moves it beforehand,
    and moves it back when it fails. https://docs.stripe.com/reports/balance-transaction-types
    """
    return [
        row
        for charge in listed
        if not _has_taken(charge)
        for row in _of_charge(charge, is_foreign=is_foreign)
        if row is not None
    ]


def _of_charge(charge: Charge, *, is_foreign: bool) -> list[Entry | None]:
    moved = (charge.balance_transaction, charge.failure_balance_transaction)
    paid = Money(charge.amount, charge.currency)
    return [_entry(one, charge.id, payment_ref(charge), is_foreign, paid) for one in moved]


def _has_taken(charge: Charge) -> bool:
    return charge.status == "succeeded" and charge.paid and charge.captured


def _refunds(gateway: Gateway, charge: Charge) -> tuple[Refund, ...]:
    shown = getattr(charge, "refunds", None)
    if shown is not None and not shown.has_more:
        return tuple(shown.data)
    return tuple(
        gateway.ask(
            lambda v1: list(
                v1.refunds.list(
                    {
                        "charge": charge.id,
                        "limit": 100,
                        "expand": ["data.balance_transaction", "data.failure_balance_transaction"],
                    }
                ).auto_paging_iter()
            )
        )
    )


def _disputes(gateway: Gateway, charge: Charge) -> tuple[Dispute, ...]:
    if not charge.disputed:
        return ()
    return tuple(
        gateway.ask(
            lambda v1: list(
                v1.disputes.list({"charge": charge.id, "limit": 100}).auto_paging_iter()
            )
        )
    )


def _reversed(
    ref: str, payment: str, kind: str, state: str, seen: Refund | Dispute
) -> PaymentReversed:
    return PaymentReversed(
        ref=ref,
        payment_ref=payment,
        kind=kind,
        state=state,
        amount=Money(seen.amount, seen.currency),
        reversed_at=moment(seen.created),
    )


def entry(
    movement: BalanceTransaction,
    source: str,
    payment: str | None,
    *,
    is_foreign: bool,
    paid: Money | None = None,
) -> Entry:
    """The ledger's entry of a movement; `paid` is what the payer paid, of a charge."""
    return Entry(
        ref=movement.id,
        category=category(movement.reporting_category),
        gross=Money(movement.amount, movement.currency),
        fee=Money(movement.fee, movement.currency),
        net=Money(movement.net, movement.currency),
        source_ref=source,
        payment_ref=payment,
        is_foreign=is_foreign,
        occurred_at=moment(movement.created),
        available_on=datetime.fromtimestamp(movement.available_on, UTC).date(),
        paid=paid,
    )


def _entry(
    movement: BalanceTransaction | str | None,
    source: str,
    payment: str,
    is_foreign: bool,
    paid: Money | None = None,
) -> Entry | None:
    if movement is None:
        return None
    if isinstance(movement, str):
        raise TypeError(f"{source}: its balance transaction was not expanded")
    if movement.reporting_category != "charge":
        paid = None
    return entry(movement, source, payment, is_foreign=is_foreign, paid=paid)
