"""The reconcile: what was lost is found, said in words and mended; a second run finds nothing."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, text, update

from portal import clock
from portal.accounts.models import Account
from portal.billing import gateway as gateway_module
from portal.billing import pages
from portal.billing.installation import own_mark
from portal.billing.models import StripeObject
from portal.billing.reconciling import differences, mending_in_bulk, reconcile
from portal.billing.reconciling import payouts as reconcile_payouts
from portal.extensions import db, end_read, unit_of_work
from portal.finance.models import LedgerEntry
from portal.sandbox.app import world_of
from portal.support import headcount
from portal.support.models import Headcount, Membership, Payment, Period, Reversal
from portal.support.standing import Standing
from tests.billing.story import Story, member
from tests.sandbox.driver import CARDS, pay


def run(story: Story, *, is_dry: bool = False) -> differences.Outcome:
    end_read()
    return reconcile.reconcile(story.gateway, clock.now(), lambda _text: None, is_dry=is_dry)


def words(found: list[differences.Difference]) -> str:
    return "\n".join(one.words for one in found)


def agrees(story: Story) -> None:
    """A second run finds nothing, and the number is what a recount says."""
    again = run(story)
    assert (again.repaired, again.left) == ([], [])
    with unit_of_work() as session:
        assert headcount.recount(session, clock.now()) == 0


def ledger_is_the_balance(story: Story) -> None:
    """Entry by entry: everything that Stripe moved, and nothing else."""
    listed = story.sandbox.client.v1.balance_transactions.list({"limit": 100}).auto_paging_iter()
    end_read()
    rows = {row.ref: row.net_minor for row in db.session.query(LedgerEntry)}
    assert rows == {one.id: one.net for one in listed}
    assert rows


def sow(story: Story, **wish: object) -> None:
    mark = own_mark(clock.now())
    end_read()
    story.sandbox.control.call("POST", "/seed", **{"metadata": mark, "paying": True, **wish})


def test_what_nobody_delivered_is_found_and_mended(story_on_both: Story) -> None:
    story = story_on_both
    story.subscribe("alisa@example.org")
    donation = story.open(story.choose(cadence=None))
    pay(donation.url, email="bohdan@example.org")
    story.sandbox.control.settle()
    found = run(story)
    assert found.is_agreed
    assert "is no membership here" in words(found.repaired)
    assert "@" not in words(found.repaired)
    assert story.members() == 1
    assert story.how_many(Payment) == 2
    ledger_is_the_balance(story)
    agrees(story)


def test_a_wrong_number_is_mended_and_a_wrongly_foreign_entry_named(story: Story) -> None:
    member(story)
    with unit_of_work() as session:
        session.execute(update(Headcount).values(members=77))
        entry = session.query(LedgerEntry).filter_by(category="charge").one()
        ref = entry.ref
        session.execute(text("DROP TRIGGER ledger_entries_no_update"))
        session.execute(update(LedgerEntry).values(is_foreign=True))
    assert "The number was 77, and 1 accounts" in words(run(story, is_dry=True).left)
    found = run(story)
    assert [one.kind for one in found.repaired] == ["headcount"]
    assert story.members() == 1
    assert ref in words(found.left)
    assert "another product's" in words(found.left)


def test_a_dry_run_changes_nothing(story: Story) -> None:
    story.subscribe("alisa@example.org")
    story.sandbox.control.settle()
    found = run(story, is_dry=True)
    assert not found.is_agreed
    assert found.repaired == []
    for table in (Account, Membership, Payment, LedgerEntry, StripeObject):
        assert story.how_many(table) == 0


def test_half_a_year_of_members_is_taken_in_at_once(story_on_both: Story) -> None:
    story = story_on_both
    sow(story, members=30, days=182)
    found = run(story)
    assert found.is_agreed, words(found.left)
    assert story.members() == 30
    ledger_is_the_balance(story)
    shown = story.sandbox.client.v1.subscriptions.list({"status": "all", "limit": 100})
    assert story.how_many(Membership) == len(shown.data)
    agrees(story)


def cancelled(story: Story, ref: str) -> None:
    story.sandbox.control.cancel(ref)


def refunded(story: Story, ref: str) -> None:
    story.sandbox.control.refund(payment_intent=db.session.query(Payment).one().provider_ref)


def disputed_and_lost(story: Story, ref: str) -> None:
    charge = story.sandbox.client.v1.charges.list({"limit": 1}).data[0].id
    dispute = story.sandbox.control.dispute(charge)
    story.sandbox.control.decide(dispute["id"], "lost")


def renewed(story: Story, ref: str) -> None:
    story.advance_a_month()


@pytest.mark.parametrize("happened", [cancelled, refunded, disputed_and_lost, renewed])
def test_what_became_of_a_membership_unheard_is_mended(
    story: Story, happened: Callable[[Story, str], None]
) -> None:
    member(story)
    ref = story.memberships()[0].provider_ref
    happened(story, ref)
    story.sandbox.control.settle()
    found = run(story)
    assert found.is_agreed, words(found.left)
    assert found.repaired
    ledger_is_the_balance(story)
    agrees(story)
    gone = happened in (refunded, disputed_and_lost)
    assert story.members() == (0 if gone else 1)  # who cancelled counts to the end of what is paid


def test_a_dispute_that_is_lost_later_moves_no_money_and_is_found(story: Story) -> None:
    member(story)
    charge = story.sandbox.client.v1.charges.list({"limit": 1}).data[0].id
    dispute = story.sandbox.control.dispute(charge)
    story.deliver()
    assert db.session.query(Reversal).one().state == "open"
    story.sandbox.control.decide(dispute["id"], "lost")
    assert "open, 8.00 USD here, lost, 8.00 USD at Stripe" in words(run(story).repaired)
    assert story.members() == 0


def test_rows_that_went_missing_here_come_back(story: Story) -> None:
    member(story)
    end_read()
    with unit_of_work() as session:
        session.execute(update(Membership).values(paid_through=None, standing=Standing.PENDING))
        session.execute(delete(Period))
        session.execute(delete(Payment))
    found = run(story)
    assert found.is_agreed, words(found.left)
    assert (story.members(), story.how_many(Period), story.how_many(Payment)) == (1, 1, 1)
    agrees(story)


def test_a_paid_period_that_is_missing_alone_is_found(story: Story) -> None:
    member(story)
    end_read()
    with unit_of_work() as session:
        session.execute(delete(Period))
    assert "was paid, and not here" in words(run(story, is_dry=True).left)
    assert story.how_many(Period) == 0
    assert "was paid, and not here" in words(run(story).repaired)
    agrees(story)


@pytest.mark.parametrize("days", [None, -10, 900])
def test_a_paid_through_that_no_period_bears_out_is_found(
    story_on_both: Story, days: int | None
) -> None:
    story = story_on_both
    member(story)
    right = story.memberships()[0].paid_through
    assert right is not None
    wrong = None if days is None else right + timedelta(days=days)
    end_read()
    with unit_of_work() as session:
        session.execute(update(Membership).values(paid_through=wrong))
    assert "paid_through is" in words(run(story).repaired)
    assert story.memberships()[0].paid_through == right
    agrees(story)


def test_foreign_money_enters_as_foreign_and_makes_no_member(story: Story) -> None:
    sow(story, members=3, days=40, metadata={"app": "another-shop"})
    found = run(story)
    assert found.is_agreed, words(found.left)
    assert story.how_many(Account) == story.how_many(Payment) == 0
    own = LedgerEntry.category.not_in(("payout", "payout_reversal"))
    assert story.how_many(LedgerEntry, LedgerEntry.is_foreign.is_(True)) == story.how_many(
        LedgerEntry, own
    )
    ledger_is_the_balance(story)
    agrees(story)


def test_what_cannot_be_mended_is_said_and_left(story: Story) -> None:
    member(story)
    row = story.memberships()[0]
    end_read()
    with unit_of_work() as session:
        session.add(
            Membership(
                account_id=row.account_id, provider_ref="sub_gone", standing=Standing.ACTIVE,
                cadence=row.cadence, amount_minor=800, currency="usd", started_at=row.started_at,
            )
        )  # fmt: skip
        session.execute(text("DROP TRIGGER ledger_entries_no_update"))
        session.execute(update(LedgerEntry).values(gross_minor=900, net_minor=850))
        session.add(
            LedgerEntry(
                ref="txn_invented", category="charge", gross_minor=1, fee_minor=0, net_minor=1,
                currency="usd", source_ref="ch_1", occurred_at=clock.now(), is_foreign=True,
                available_on=clock.now().date(), posted_month="2026-01", posted_at=clock.now(),
            )
        )  # fmt: skip
    for _ in range(2):
        found = run(story)
        assert found.repaired == []
        said = words(found.left)
        assert "(sub_gone) is here, and not at Stripe" in said
        assert "in the ledger, net" in said and "The ledger is never changed" in said
        assert "txn_invented (charge) is in the ledger, and Stripe does not show it" in said
        assert len(found.left) == 3


def test_a_membership_that_ended_here_is_never_revived(story: Story) -> None:
    member(story)
    end_read()
    with unit_of_work() as session:
        session.execute(update(Membership).values(standing=Standing.ENDED))
    found = run(story)
    assert "never revived" in words(found.left)
    assert story.memberships()[0].standing is Standing.ENDED


def test_a_payout_whose_movements_do_not_add_up_is_reported(story: Story) -> None:
    member(story)
    story.sandbox.control.advance(days=4)
    found = run(story)
    assert found.is_agreed
    assert found.compared["payouts"] == 1
    with unit_of_work() as session:
        session.execute(delete(StripeObject).where(StripeObject.ref.like("po_%")))
    store = world_of(story.sandbox.server.app).store
    store.run("UPDATE objects SET body = json_set(body, '$.amount', 1) WHERE kind = 'payout'")
    left = run(story).left
    assert "0.01 USD went to the bank, and its movements add up to 7.47 USD" in words(left)


def test_a_payout_that_ties_is_asked_about_once(story: Story) -> None:
    member(story)
    story.sandbox.control.advance(days=4)
    assert run(story).is_agreed
    payout = story.sandbox.client.v1.payouts.list({"limit": 1}).data[0].id
    assert db.session.get(StripeObject, reconcile_payouts.TIED.format(payout))
    end_read()


def test_one_that_was_synced_meanwhile_is_not_overwritten(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the lists are read, a webhook brings the news that the lists do not have yet."""
    sow(story, members=30, days=60)
    fill = mending_in_bulk._fill
    refs: list[str] = []

    def filled(*given: object) -> None:
        fill(*given)  # type: ignore[arg-type]
        refs.append(story.sandbox.client.v1.subscriptions.list({"limit": 1}).data[0].id)
        with unit_of_work() as session:
            session.add(StripeObject(ref=refs[0], version=1, synced_at=clock.now()))

    monkeypatch.setattr(mending_in_bulk, "_fill", filled)
    found = run(story)
    assert found.is_agreed, words(found.left)
    assert db.session.get_one(StripeObject, refs[0]).version == 2  # by a look of its own
    end_read()
    agrees(story)


def test_one_that_cannot_be_taken_in_does_not_stop_the_others(story: Story) -> None:
    sow(story, members=30, days=60)
    store = world_of(story.sandbox.server.app).store
    store.run(
        "UPDATE objects SET body = json_set(body, '$.customer_details', NULL)"
        " WHERE kind = 'checkout.session'"
    )
    name = store.rows("SELECT id FROM objects WHERE kind = 'customer' ORDER BY seq LIMIT 1")[0][0]
    store.run("UPDATE objects SET body = json_set(body, '$.email', NULL) WHERE id = ?", (name,))
    found = run(story)
    assert "could not be taken in (LookupError)" in words(found.left)
    assert story.members() >= 29


def test_being_over_the_limit_is_waited_out(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway_module, "RATE_LIMIT_WAITS", (0.0,))
    monkeypatch.setattr(pages, "CROWDED_WAITS", (0.0, 0.0, 0.0))
    member(story)
    story.sandbox.control.fault("rate_limit", times=6, path="/v1/subscriptions")
    assert run(story).is_agreed


def test_being_over_the_limit_in_the_middle_of_many_is_waited_out(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disputes of a charge are asked for one by one, also where all else is listed."""
    monkeypatch.setattr(gateway_module, "RATE_LIMIT_WAITS", (0.0,))
    monkeypatch.setattr(pages, "CROWDED_WAITS", (0.0, 0.0, 0.0))
    sow(story, members=30, days=20)
    charge = story.sandbox.client.v1.charges.list({"limit": 1}).data[0].id
    story.sandbox.control.dispute(charge)
    asked = mending_in_bulk._read
    crowded: list[int] = []

    def read(*given: Any) -> Any:
        if not crowded:
            crowded.append(6)
            story.sandbox.control.fault("rate_limit", times=6, path="/v1/disputes")
        return asked(*given)

    monkeypatch.setattr(mending_in_bulk, "_read", read)
    assert run(story).is_agreed
    assert crowded
    assert story.members() == 30


def test_two_at_once_are_as_good_as_one(story: Story) -> None:
    sow(story, members=25, days=60)
    found: list[differences.Outcome] = []

    def other() -> None:
        with story.app.app_context():
            found.append(run(story))

    threads = [threading.Thread(target=other) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.left for one in found] == [[], []]
    assert story.members() == 25
    ledger_is_the_balance(story)
    agrees(story)


def test_the_command_says_what_it_did_and_how_it_ended(story: Story) -> None:
    story.subscribe("alisa@example.org")
    story.sandbox.control.settle()
    commands = story.app.test_cli_runner()
    dry = commands.invoke(args=["billing", "reconcile", "--dry-run"])
    assert dry.exit_code == 1
    assert "found: Subscription" in dry.stdout
    first = commands.invoke(args=["billing", "reconcile"])
    assert first.exit_code == 0, first.output
    assert "mended: Subscription" in first.stdout
    assert "Subscriptions compared: 1" in first.stderr
    second = commands.invoke(args=["billing", "reconcile"])
    assert (second.exit_code, second.stdout) == (0, "0 mended, 0 left.\n")


def test_a_card_that_failed_unheard_is_past_due(story: Story) -> None:
    checkout = story.open(story.choose())
    pay(checkout.url, email="alisa@example.org", card=CARDS["fails_later"])
    story.deliver()
    story.advance_a_month()
    found = run(story)
    assert "standing is active here, past_due at Stripe" in words(found.repaired)
    assert story.memberships()[0].standing is Standing.PAST_DUE
    assert clock.now() - timedelta(days=1) < story.memberships()[0].started_at
