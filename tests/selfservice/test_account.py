"""/account: one's own membership and payments, and nobody else's."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import requests
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.accounts.models import Account
from portal.audit.models import AuditEntry
from portal.billing.models import StripeOrder
from portal.extensions import db, unit_of_work
from portal.support.models import Membership
from portal.support.standing import Cadence
from tests.accounts.people import ALISA, BOHDAN, PASSWORD, proved, sign_in
from tests.billing.story import EIGHT, Story

CANCEL = "/account/membership/cancel"
KEEP = "/account/membership/keep"


@pytest.fixture
def alisa(story: Story) -> FlaskClient:
    """The browser of a member, signed in."""
    account_id = proved(ALISA).id
    story.subscribe(ALISA, account_id=account_id)
    story.deliver()
    return browser_of(story, ALISA)


def browser_of(story: Story, email: str) -> FlaskClient:
    client = story.app.test_client()
    sign_in(client, email)
    return client


def membership(story: Story) -> Membership:
    [found] = story.memberships()
    return found


def actions() -> list[tuple[str, int | None]]:
    db.session.rollback()
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(entry.action, entry.actor_id) for entry in entries]


def test_a_member_sees_amount_next_charge_and_payments(alisa: FlaskClient) -> None:
    page = alisa.get("/account")
    assert page.status_code == 200
    for words in ("$8 a month", "Next charge on", "Membership, first payment", "$8.00"):
        assert words in page.text
    assert "Given back" not in page.text
    assert re.search(r'data-member-until="[^"]+" data-renews>', page.text)
    assert page.headers["Cache-Control"] == "no-store"


def test_a_visitor_is_sent_to_sign_in_and_changes_nothing(story: Story, alisa: FlaskClient) -> None:
    visitor = story.app.test_client()
    assert visitor.get("/account").headers["Location"].startswith("/sign-in?next=")
    for path in (CANCEL, KEEP, "/account/card"):
        assert visitor.post(path).headers["Location"].startswith("/sign-in")
    assert membership(story).ends_at is None


def test_before_the_address_is_proved_nothing_of_the_money_is_shown_or_changed(
    story: Story, alisa: FlaskClient
) -> None:
    with unit_of_work() as session:
        session.execute(update(Account).values(proved_at=None))
    page = alisa.get("/account", follow_redirects=True)
    assert page.request.path == "/sign-in"
    for words in ("$8", "Next charge", "first payment", "data-member-until"):
        assert words not in page.text
    for answer in (alisa.get(CANCEL), *(alisa.post(p) for p in (CANCEL, KEEP, "/account/card"))):
        assert answer.headers["Location"].startswith("/sign-in")
    typed = {"email": ALISA, "password": PASSWORD}
    assert alisa.post("/sign-in", data=typed).status_code == 422
    assert membership(story).ends_at is None


def test_nobody_cancels_or_keeps_the_membership_of_another(
    story: Story, alisa: FlaskClient
) -> None:
    proved(BOHDAN)
    bohdan = browser_of(story, BOHDAN)
    theirs = {"membership_id": str(membership(story).id), "account_id": "1"}
    for path in (CANCEL, KEEP, "/account/card"):
        assert bohdan.post(path, data=theirs, query_string=theirs).status_code == 404
    assert bohdan.get(CANCEL, query_string=theirs).status_code == 404
    assert "$8" not in bohdan.get("/account").text
    assert membership(story).ends_at is None
    assert actions() == []


def test_cancelling_keeps_the_paid_time_and_can_be_taken_back(
    story: Story, alisa: FlaskClient
) -> None:
    assert "you stay a member until" in alisa.get(CANCEL).text
    assert alisa.post(CANCEL).headers["Location"] == "/account"
    assert membership(story).ends_at is not None
    assert story.members() == 1
    page = alisa.get("/account").text
    assert "Your membership is cancelled. You will not be charged again." in page
    assert "Cancelled. You are a member until" in page
    assert "data-member-until" in page
    assert "data-renews" not in page, "this browser may know when it ends"
    assert alisa.get(CANCEL).headers["Location"] == "/account"
    alisa.post(KEEP)
    assert membership(story).ends_at is None
    assert "Next charge on" in alisa.get("/account").text
    me = membership(story).account_id
    assert actions() == [("membership.cancelled", me), ("membership.kept", me)]


def test_cancelling_twice_is_done_once(story: Story, alisa: FlaskClient) -> None:
    alisa.post(CANCEL)
    alisa.post(CANCEL)
    assert [action for action, _ in actions()] == ["membership.cancelled"]
    assert story.how_many(StripeOrder, StripeOrder.kind == "cancel") == 1


def test_with_stripe_away_cancelling_says_quietly_that_it_was_passed_on_and_then_happens(
    story: Story, alisa: FlaskClient
) -> None:
    story.sandbox.control.fault("drop_before", times=100)
    assert alisa.post(CANCEL).headers["Location"] == "/account"
    page = alisa.get("/account")
    assert page.status_code == 200
    assert "We passed this on and are checking the answer." in page.text
    assert "is cancelled" not in page.text
    assert "Next charge on" in page.text
    assert membership(story).ends_at is None
    assert actions() == []
    story.sandbox.control.calm()
    story.sweep(timedelta(minutes=5))
    assert membership(story).ends_at is not None
    assert story.members() == 1
    assert "Cancelled. You are a member until" in alisa.get("/account").text


def test_the_card_is_changed_on_the_providers_page(story: Story, alisa: FlaskClient) -> None:
    answer = alisa.post("/account/card")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(story.sandbox.url)


def test_below_a_path_the_way_back_from_the_card_holds_it_once(
    story: Story, alisa: FlaskClient
) -> None:
    base = story.app.extensions["settings"].base_url
    answer = alisa.post("/account/card", environ_overrides={"SCRIPT_NAME": "/paper"})
    page = requests.get(answer.headers["Location"], timeout=10).text
    assert f'href="{base}/account"' in page


def test_with_stripe_away_changing_the_card_says_that_nothing_was_changed(
    story: Story, alisa: FlaskClient
) -> None:
    story.sandbox.control.fault("drop_before", times=100)
    answer = alisa.post("/account/card")
    story.sandbox.control.calm()
    assert answer.status_code == 503
    assert "briefly unavailable" in answer.text


def test_a_refund_stands_beside_its_payment(story: Story, alisa: FlaskClient) -> None:
    [charge] = story.sandbox.client.v1.charges.list().data
    story.sandbox.control.refund(charge=charge.id, amount=300)
    story.deliver()
    page = alisa.get("/account").text
    assert "Given back" in page
    assert "$3.00" in page


def test_an_ended_membership_is_remembered_and_a_new_one_is_offered(
    story: Story, alisa: FlaskClient
) -> None:
    story.sandbox.control.cancel(membership(story).provider_ref)
    story.deliver()
    page = alisa.get("/account").text
    assert "You have no running membership." in page
    assert "$8 a month: from" in page
    assert "data-ended" not in page, "what was paid for is not over yet"
    assert alisa.post(CANCEL).status_code == 404
    with unit_of_work() as session:
        session.execute(update(Membership).values(paid_through=datetime(2026, 1, 1, tzinfo=UTC)))
    page = alisa.get("/account").text
    assert 'data-ended="2026-01-01T' in page
    assert "data-member-until" not in page


def test_a_donation_is_shown_and_makes_no_membership(story: Story) -> None:
    account_id = proved(BOHDAN).id
    story.subscribe(BOHDAN, account_id=account_id, cadence=None, amount=EIGHT)
    story.deliver()
    page = browser_of(story, BOHDAN).get("/account").text
    assert "Donation" in page
    assert "You have no running membership." in page


def test_a_yearly_amount_is_said_as_such(story: Story) -> None:
    account_id = proved(BOHDAN).id
    story.subscribe(BOHDAN, account_id=account_id, cadence=Cadence.YEARLY, amount=EIGHT)
    story.deliver()
    assert "$8 a year" in browser_of(story, BOHDAN).get("/account").text
