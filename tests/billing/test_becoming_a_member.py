"""From a click to the bar: paying, in whatever order and number the events arrive."""

import random

import pytest

from portal.accounts.models import Account
from portal.billing.models import StripeCustomer, StripeEvent
from portal.extensions import db
from portal.finance.models import LedgerEntry
from portal.support.models import Membership, Payment
from portal.support.payment_desk import payment_desk
from portal.support.standing import Cadence, Standing
from tests.billing.story import Story
from tests.sandbox.driver import CARDS, NotPaid, pay


def test_a_guest_pays_and_is_counted_once(story_on_both: Story) -> None:
    story = story_on_both
    checkout = story.subscribe("alisa@example.org")
    assert story.members() == 0
    story.deliver()
    assert story.members() == 1
    (membership,) = story.memberships()
    assert membership.standing is Standing.ACTIVE
    assert membership.cadence is Cadence.MONTHLY
    assert membership.amount_minor == 800
    assert membership.paid_through == membership.current_period_end
    account = db.session.get_one(Account, membership.account_id)
    assert (account.email, account.proved_at) == ("alisa@example.org", None)
    assert story.attempt(membership.attempt_id or "").checkout_ref == checkout.ref
    assert story.attempt(membership.attempt_id or "").state == "paid"
    assert story.how_many(LedgerEntry) == story.how_many(Payment) == 1
    assert set(story.states()) <= {"done", "ignored"}


@pytest.mark.parametrize("seed", range(4))
def test_duplicates_in_any_order_count_once(story: Story, seed: int) -> None:
    story.subscribe("alisa@example.org")
    events = story.events() * 2
    random.Random(seed).shuffle(events)
    story.deliver(events)
    assert story.members() == 1
    assert story.how_many(Membership) == story.how_many(Payment) == 1
    assert story.how_many(LedgerEntry) == 1
    assert story.how_many(StripeEvent) == len(events) // 2


def test_the_thanks_page_makes_up_for_a_lost_webhook(story: Story) -> None:
    checkout = story.subscribe("alisa@example.org")
    payment_desk().sync_checkout(checkout.ref)
    assert story.members() == 1
    assert story.attempt(story.memberships()[0].attempt_id or "").state == "paid"
    story.deliver()
    assert story.members() == 1
    assert story.how_many(Payment) == 1


def test_a_donation_is_booked_and_makes_no_member(story: Story) -> None:
    story.subscribe("bohdan@example.org", cadence=None)
    story.deliver()
    assert story.members() == 0
    payment = db.session.query(Payment).one()
    assert (payment.kind, payment.amount_minor) == ("donation", 800)
    assert db.session.get_one(Account, payment.account_id).email == "bohdan@example.org"
    entry = db.session.query(LedgerEntry).one()
    assert entry.payment_ref == payment.provider_ref
    assert entry.net_minor == entry.gross_minor - entry.fee_minor == 800 - entry.fee_minor


def test_a_declined_card_leaves_nothing(story: Story) -> None:
    checkout = story.open(story.choose())
    with pytest.raises(NotPaid):
        pay(checkout.url, card=CARDS["declined"])
    story.deliver()
    payment_desk().sync_checkout(checkout.ref)
    assert story.members() == 0
    assert story.how_many(Account) == story.how_many(Membership) == story.how_many(Payment) == 0
    pay(checkout.url, email="alisa@example.org")
    story.deliver()
    assert story.members() == 1


def test_a_declined_donation_leaves_nothing(story: Story) -> None:
    checkout = story.open(story.choose(cadence=None))
    with pytest.raises(NotPaid):
        pay(checkout.url, card=CARDS["insufficient_funds"])
    story.deliver()
    assert story.how_many(Account) == story.how_many(Payment) == story.how_many(LedgerEntry) == 0


def test_a_proved_account_has_one_customer_however_often_it_pays(story: Story) -> None:
    alisa = story.account("alisa@example.org")
    story.subscribe("alisa@example.org", account_id=alisa)
    story.deliver()
    story.subscribe("alisa@example.org", account_id=alisa, cadence=None)
    story.deliver()
    assert story.members() == 1
    assert story.how_many(StripeCustomer) == 1
    assert len(story.sandbox.client.v1.customers.list().data) == 1
    assert {p.account_id for p in db.session.query(Payment)} == {alisa}


def test_a_guest_who_pays_with_a_members_address_signs_nobody_in(story: Story) -> None:
    alisa = story.account("Alisa@example.org")
    story.subscribe("alisa@EXAMPLE.org", cadence=Cadence.YEARLY)
    story.deliver()
    (membership,) = story.memberships()
    assert membership.account_id == alisa
    assert story.how_many(Account) == 1
    assert story.members() == 1


def test_who_registers_a_strangers_address_gets_nothing_proved_by_the_payment(
    story: Story,
) -> None:
    squatter = story.account("chidi@example.org", is_proved=False)
    story.subscribe("chidi@example.org")
    story.deliver()
    (membership,) = story.memberships()
    assert membership.account_id == squatter
    assert db.session.get_one(Account, squatter).proved_at is None
    assert story.how_many(StripeCustomer) == 0


def test_a_renewal_is_booked_as_a_renewal(story: Story) -> None:
    story.subscribe("alisa@example.org")
    story.deliver()
    story.advance_a_month()
    story.deliver()
    payments = db.session.query(Payment).order_by(Payment.id).all()
    assert [p.is_renewal for p in payments] == [False, True]
    assert story.how_many(LedgerEntry, LedgerEntry.category == "charge") == 2
    (membership,) = story.memberships()
    assert membership.paid_through == membership.current_period_end


def test_a_failed_renewal_is_past_due_and_ends_at_last(story: Story) -> None:
    checkout = story.open(story.choose())
    pay(checkout.url, card=CARDS["fails_later"], email="alisa@example.org")
    story.deliver()
    assert story.members() == 1
    paid_through = story.memberships()[0].paid_through
    story.advance_a_month()
    story.deliver()
    (membership,) = story.memberships()
    assert membership.standing is Standing.PAST_DUE
    assert membership.paid_through == paid_through
    story.sandbox.control.advance(months=1)
    story.deliver()
    (membership,) = story.memberships()
    assert (membership.standing, membership.end_reason) == (Standing.ENDED, "payment_failed")
    assert story.how_many(Payment) == 1
