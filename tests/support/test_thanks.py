"""After the checkout: what is known is said, what is not known is never called failed."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.support.counting import RENEWAL
from portal.support.facts import PaymentSettled
from portal.support.models import Attempt
from tests.accounts import people as accounts
from tests.support.desk import CounterDesk
from tests.support.people import MONTH, NOW, members, membership, payment, period, stamp

GUEST = "dorota@example.org"


def paid(
    ref: str, email: str, attempt_id: str, membership_ref: str | None = None
) -> PaymentSettled:
    """A charge that was settled just now."""
    settled_at = clock.now()
    return payment(
        ref, email, membership_ref=membership_ref, attempt_id=attempt_id, paid_at=settled_at
    )


@pytest.fixture
def attempt(client: FlaskClient, desk: CounterDesk) -> str:
    client.post(
        "/support/checkout",
        data={"cadence": "monthly", "amount_monthly": "8", "currency": "usd", "click": stamp()},
    )
    return db.session.scalars(select(Attempt)).one().id


def test_a_paid_checkout_makes_a_member_and_thanks(
    app: Flask, client: FlaskClient, desk: CounterDesk, attempt: str
) -> None:
    until = NOW + 100 * MONTH
    ref = desk.finds(
        attempt,
        "paid",
        membership("sub_9", GUEST, attempt_id=attempt, periods=(period("in_9", ends_at=until),)),
        paid("ch_9", GUEST, attempt, membership_ref="sub_9"),
    )
    answer = client.get(f"/support/thanks?session_id={ref}")
    assert answer.status_code == 200
    assert "Thank you for becoming a member" in answer.text
    assert f'data-member-until="{(until + RENEWAL).isoformat()}" data-renews' in answer.text
    assert members() == 1
    client.get(f"/support/thanks?session_id={ref}")
    assert desk.asked.count("sync") == 1
    mail = accounts.mails(app)
    assert len(mail) == 1
    assert "supp" not in mail[0].subject.lower()
    assert "$8" in mail[0].text
    assert "until you cancel. The next charge is on " in mail[0].text
    assert accounts.link_in(mail[0]).startswith("/prove/")


def test_the_page_is_the_same_for_known_and_unknown_payers_and_names_nobody(
    client: FlaskClient, desk: CounterDesk, attempt: str
) -> None:
    accounts.proved(GUEST)
    ref = desk.finds(attempt, "paid", paid("ch_9", GUEST, attempt))
    known = client.get(f"/support/thanks?session_id={ref}").text
    client.post(
        "/support/checkout",
        data={"cadence": "monthly", "amount_monthly": "8", "currency": "usd", "click": stamp()},
    )
    other = db.session.scalars(select(Attempt).where(Attempt.id != attempt)).one().id
    ref = desk.finds(other, "paid", paid("ch_10", "emre@example.org", other))
    unknown = client.get(f"/support/thanks?session_id={ref}").text
    assert known == unknown
    assert "example.org" not in known


def test_a_payer_of_a_proved_account_is_sent_to_the_sign_in(
    app: Flask, client: FlaskClient, desk: CounterDesk, attempt: str
) -> None:
    accounts.proved(GUEST)
    ref = desk.finds(attempt, "paid", paid("ch_9", GUEST, attempt))
    client.get(f"/support/thanks?session_id={ref}")
    assert accounts.link_in(accounts.mails(app)[0]) == "/sign-in"
    assert client.get("/account/sessions").status_code == 303  # paying signs nobody in


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("processing", "We are still waiting for the bank"),
        ("open", "We have not heard of a payment yet"),
        ("expired", "This checkout has ended"),
    ],
)
def test_what_is_not_paid_is_said_as_it_is(
    client: FlaskClient, desk: CounterDesk, attempt: str, state: str, words: str
) -> None:
    ref = desk.finds(attempt, state)
    page = client.get(f"/support/thanks?session_id={ref}").text
    assert words in page
    assert "fail" not in page.lower()
    assert "data-member-until" not in page
    assert members() == 0


@pytest.mark.parametrize("trouble", ["is_away", "is_broken"])
def test_the_page_knows_nothing_more_while_the_provider_is_away_or_we_stumble(
    client: FlaskClient, desk: CounterDesk, attempt: str, trouble: str
) -> None:
    ref = desk.finds(attempt, "paid")
    setattr(desk, trouble, True)
    answer = client.get(f"/support/thanks?session_id={ref}")
    assert answer.status_code == 200
    assert "We have not heard of a payment yet" in answer.text
    assert "do not pay again" in answer.text


def test_whoever_looks_too_often_is_shown_what_is_known_and_nothing_is_asked(
    client: FlaskClient, desk: CounterDesk, attempt: str
) -> None:
    ref = desk.finds(attempt, "processing")
    answers = [client.get(f"/support/thanks?session_id={ref}") for _ in range(62)]
    assert {answer.status_code for answer in answers} == {200}
    assert desk.asked.count("sync") == 60


def test_an_unknown_checkout_is_not_asked_for(client: FlaskClient, desk: CounterDesk) -> None:
    for address in ("/support/thanks", "/support/thanks?session_id=cs_guessed"):
        assert client.get(address).status_code == 404
    assert desk.asked == []


def test_an_expired_checkout_leads_back_with_its_choice(
    client: FlaskClient, desk: CounterDesk, attempt: str
) -> None:
    ref = desk.finds(attempt, "expired")
    page = client.get(f"/support/thanks?session_id={ref}").text
    assert f"/support?attempt={attempt}" in page
