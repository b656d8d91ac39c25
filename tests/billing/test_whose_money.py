"""Whose money it is: nobody gets another person's, and nobody's is turned away."""

import pytest
from sqlalchemy import delete

from portal import clock
from portal.accounts.models import Account
from portal.accounts.registry import find_by_email, find_or_create_unproved
from portal.billing.models import StripeCustomer
from portal.extensions import db, end_read, unit_of_work
from portal.support.models import Attempt, Payment
from tests.accounts import people
from tests.billing.story import Story
from tests.sandbox.driver import pay
from tests.support.people import stamp


@pytest.mark.parametrize("email", ["ada@company.test", "ada..lovelace@example.org"])
def test_a_payer_counts_whatever_their_address_looks_like(story: Story, email: str) -> None:
    checkout = story.subscribe(email)
    assert story.client.get(f"/support/thanks?session_id={checkout.ref}").status_code == 200
    story.deliver()
    assert story.members() == 1
    account = db.session.get_one(Account, story.memberships()[0].account_id)
    assert (account.email, account.proved_at) == (email, None)


@pytest.mark.parametrize(
    ("squatted", "paying"),
    [
        ("ada@fußball.example", "ada@fussball.example"),
        ("straße@example.org", "strasse@example.org"),
        ("ﬁona@example.org", "fiona@example.org"),
    ],
)
def test_an_address_that_only_looks_alike_gets_nothing_of_the_payment(
    story: Story, squatted: str, paying: str
) -> None:
    with unit_of_work() as session:
        squatter = find_or_create_unproved(session, squatted, clock.now())
        squatter.proved_at = clock.now()
    story.subscribe(paying)
    story.deliver()
    (membership,) = story.memberships()
    assert membership.account_id != squatter.id
    owner = find_by_email(db.session(), paying)
    assert owner is not None
    assert owner.id == membership.account_id


@pytest.mark.parametrize("is_membership", [True, False])
def test_an_account_that_only_the_object_names_is_not_believed(
    story: Story, is_membership: bool
) -> None:
    """Another database on the same Stripe account numbers its accounts from 1, too."""
    namesake = story.account("bohdan@example.org")
    choice = {} if is_membership else {"cadence": None}
    attempt_id = story.choose(account_id=namesake, **choice)
    pay(story.open(attempt_id).url, email="alisa@example.org")
    with unit_of_work() as session:  # as if this database had never heard of it
        session.execute(delete(Attempt))
        session.execute(delete(StripeCustomer))
        session.get_one(Account, namesake).email_key = "chidi@example.org"
    story.deliver()
    end_read()
    assert namesake not in {payment.account_id for payment in db.session.query(Payment)}
    assert story.how_many(Payment) == 1


def test_a_second_tab_is_not_led_to_pay_once_the_first_has_paid(story: Story) -> None:
    alisa = people.proved()
    people.sign_in(story.client)
    first = story.choose(account_id=alisa.id)
    pay(story.open(first).url, email=alisa.email)
    assert story.members() == 0  # no event has arrived
    form = {"cadence": "monthly", "amount_monthly": "8", "currency": "usd", "click": stamp()}
    answer = story.client.post("/support/checkout", data=form)
    assert (answer.status_code, "You have a membership already" in answer.text) == (422, True)
    assert story.members() == 1
    assert len(story.sessions()) == 1


def test_an_account_that_is_not_proved_gets_no_customer(story: Story) -> None:
    squatter = story.account("chidi@example.org", is_proved=False)
    story.open(story.choose(account_id=squatter))
    assert story.how_many(StripeCustomer) == 0
    assert story.sandbox.client.v1.customers.list().data == []
