"""A payout ties: its transactions sum up to it, and each of them stands in the ledger."""

from portal.money import Money
from portal.support.payment_desk import payment_desk
from tests.scenarios.stage import Stage


def test_a_payout_is_the_sum_of_what_the_ledger_holds_of_it(stage: Stage) -> None:
    alisa, bohdan = stage.person("alisa@example.org"), stage.person("bohdan@example.org")
    alisa.support("monthly", "8")
    bohdan.support("once", "25")
    payment_desk().refund(bohdan.payments[0].id, Money(500, "usd"), "requested_by_customer")
    stage.carry("charge.refunded")
    payout = stage.pay_out()
    assert (payout.status, payout.reconciliation_status) == ("paid", "completed")
    listed = stage.stripe.balance_transactions.list({"payout": payout.id, "limit": 100})
    moved = [row for row in listed.auto_paging_iter() if row.type != "payout"]
    assert sum(row.net for row in moved) == payout.amount
    booked = {
        entry.ref: (entry.gross_minor, entry.fee_minor, entry.net_minor) for entry in stage.ledger()
    }
    ours = {row.id: (row.amount, row.fee, row.net) for row in moved if row.id in booked}
    assert ours == booked
    assert len(ours) == 3
