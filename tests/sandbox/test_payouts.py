"""Payouts: daily by the clock, by hand, refused; what left with each adds up."""

from collections.abc import Sequence
from typing import Any

import pytest
import stripe

from portal.sandbox.app import world_of
from tests.contract.stored import mismatches
from tests.sandbox.driver import CARDS
from tests.sandbox.fixtures import Running
from tests.sandbox.shop import donate, event_kinds, subscribe


def movements(sandbox: Running, payout: str) -> list[stripe.BalanceTransaction]:
    """All that left with the payout, its own row too."""
    listed = sandbox.client.v1.balance_transactions.list({"payout": payout, "limit": 2})
    return list(listed.auto_paging_iter())


def adds_up(sandbox: Running, payout: stripe.Payout) -> bool:
    """Whether the rest of its rows is worth what was paid, and its own row takes it away."""
    rows = movements(sandbox, payout.id)
    own = [row for row in rows if row.type == "payout"]
    rest = sum(row.net for row in rows if row.type != "payout")
    return [row.net for row in own] == [-payout.amount] and rest == payout.amount


def test_a_payouts_rows_are_found_by_their_index(
    sandbox: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    donate(sandbox)
    sandbox.control.advance(days=3)
    (made,) = sandbox.client.v1.payouts.list().data
    store = world_of(sandbox.server.app).store
    real, plans = store.rows, list[str]()

    def explained(sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        if "$.payout" in sql:
            plans.extend(row[3] for row in real(f"EXPLAIN QUERY PLAN {sql}", values))
        return real(sql, values)

    monkeypatch.setattr(store, "rows", explained)
    assert movements(sandbox, made.id)
    assert plans
    assert "USING INDEX ix_movement_payout" in plans[0]


def test_what_is_available_is_paid_out_at_midnight_and_arrives_a_day_later(
    sandbox: Running,
) -> None:
    v1 = sandbox.client.v1
    for _ in range(3):
        donate(sandbox)
    v1.refunds.create({"charge": donate(sandbox).id, "amount": 300})
    sandbox.control.advance(days=1)
    assert v1.payouts.list().data == []
    sandbox.control.advance(days=2)
    made = v1.payouts.list().data
    assert [(row.automatic, row.status, row.reconciliation_status) for row in made] == [
        (True, "in_transit", "in_progress")
    ]
    assert made[0].created % 86400 == 0
    sandbox.control.advance(days=1)
    paid = v1.payouts.retrieve(made[0].id)
    assert (paid.status, paid.reconciliation_status) == ("paid", "completed")
    assert paid.amount == 4 * (800 - 53) - 300
    assert adds_up(sandbox, paid)
    assert len(movements(sandbox, paid.id)) == 6
    assert [kind for kind in event_kinds(sandbox) if kind.startswith("payout")] == [
        "payout.created",
        "payout.paid",
        "payout.reconciliation_completed",
    ]
    own = v1.balance_transactions.retrieve(str(paid.balance_transaction))
    assert (own.amount, own.reporting_category, own.source) == (-paid.amount, "payout", paid.id)


def test_every_movement_of_a_year_leaves_with_one_payout(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    subscribe(sandbox)
    subscribe(sandbox, amount=1500)
    donate(sandbox, CARDS["disputed"])
    sandbox.control.advance(years=1)
    sandbox.control.advance(days=5)
    payouts = list(v1.payouts.list({"limit": 100}).auto_paging_iter())
    assert len(payouts) >= 12
    assert all(adds_up(sandbox, payout) for payout in payouts)
    left = [row.id for payout in payouts for row in movements(sandbox, payout.id)]
    every = [row.id for row in v1.balance_transactions.list({"limit": 100}).auto_paging_iter()]
    assert sorted(left) == sorted(every)


def test_a_debt_waits_until_more_has_come_in(sandbox: Running) -> None:
    donate(sandbox, CARDS["disputed"])
    sandbox.control.advance(days=10)
    assert sandbox.client.v1.payouts.list().data == []
    donate(sandbox, amount=9000)
    sandbox.control.advance(days=4)
    (paid,) = sandbox.client.v1.payouts.list().data
    assert paid.amount == (9000 - 291) + (800 - 53) - 800 - 1500
    assert adds_up(sandbox, paid)


def test_each_currency_has_payouts_of_its_own(sandbox: Running) -> None:
    donate(sandbox)
    donate(sandbox, currency="eur", amount=900)
    sandbox.control.advance(days=4)
    found = sandbox.client.v1.payouts.list().data
    assert sorted(row.currency for row in found) == ["eur", "usd"]
    assert all(adds_up(sandbox, row) for row in found)


def test_the_button_pays_out_what_settled_at_once(sandbox: Running) -> None:
    donate(sandbox)
    made = sandbox.control.call("POST", "/payouts")["data"]
    assert [(row["status"], row["reconciliation_status"]) for row in made] == [
        ("paid", "completed")
    ]
    assert mismatches(made[0]) == []
    assert adds_up(sandbox, sandbox.client.v1.payouts.retrieve(made[0]["id"]))
    assert sandbox.control.call("POST", "/payouts")["data"] == []
    sandbox.control.advance(days=5)
    assert len(sandbox.client.v1.payouts.list().data) == 1


def test_a_refused_payout_leaves_with_the_next_one(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    donate(sandbox)
    sandbox.control.advance(days=3)
    (first,) = v1.payouts.list().data
    sandbox.control.call("POST", f"/payouts/{first.id}/fail")
    failed = v1.payouts.retrieve(first.id, {"expand": ["failure_balance_transaction"]})
    assert (failed.status, failed.failure_code) == ("failed", "account_closed")
    assert event_kinds(sandbox)[-1] == "payout.failed"
    sandbox.control.advance(days=2)
    second = v1.payouts.list().data[0]
    assert (second.id != first.id, second.amount) == (True, first.amount)
    assert adds_up(sandbox, second)


def test_a_payout_by_hand_takes_no_more_than_there_is_and_is_not_paid_twice(
    sandbox: Running,
) -> None:
    v1 = sandbox.client.v1
    donate(sandbox, amount=5000)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        v1.payouts.create({"amount": 100, "currency": "usd"})
    assert refused.value.code == "balance_insufficient"
    available = donate(sandbox).balance_transaction
    assert isinstance(available, stripe.BalanceTransaction)
    sandbox.control.advance(to=available.available_on + 1)
    made = v1.payouts.create({"amount": 1000, "currency": "usd"})
    assert (made.automatic, made.reconciliation_status) == (False, "not_applicable")
    with pytest.raises(stripe.InvalidRequestError, match="automatic transfers"):
        movements(sandbox, made.id)
    sandbox.control.advance(days=3)
    automatic = [row for row in v1.payouts.list().data if row.automatic]
    assert sum(row.amount for row in automatic) == (5000 - 175) + (800 - 53) - 1000
    assert v1.payouts.retrieve(made.id).status == "paid"


def test_another_currency_settles_at_its_rate_and_returns_at_the_same(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    sandbox.control.call("PUT", "/settlement", currency="eur", rates={"usd": 0.5, "jpy": 0.006})
    charge = donate(sandbox, amount=1001)
    settled = charge.balance_transaction
    assert isinstance(settled, stripe.BalanceTransaction)
    assert (settled.amount, settled.currency, settled.exchange_rate) == (501, "eur", 0.5)
    assert (settled.fee, settled.net) == (45, 456)
    assert (charge.amount, charge.currency) == (1001, "usd")
    yen = donate(sandbox, currency="jpy", amount=1000).balance_transaction
    assert isinstance(yen, stripe.BalanceTransaction)
    assert (yen.amount, yen.currency) == (600, "eur")
    sandbox.control.call("PUT", "/settlement", currency=None)
    v1.refunds.create({"charge": charge.id})
    back = v1.balance_transactions.list({"limit": 1}).data[0]
    assert (back.amount, back.currency, back.exchange_rate) == (-501, "eur", 0.5)
    own = donate(sandbox).balance_transaction
    assert isinstance(own, stripe.BalanceTransaction)
    assert (own.currency, own.exchange_rate) == ("usd", None)
