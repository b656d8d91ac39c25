"""The buttons of the inbox and the orders, with a real sandbox behind them."""

import html
import re

import pytest
from flask.testing import FlaskClient

from portal.audit import log
from portal.billing.models import StripeEvent, StripeOrder
from portal.errors import Unavailable
from portal.extensions import db, end_read, unit_of_work
from portal.support.payment_desk import payment_desk
from tests.accounts.people import proved, sign_in
from tests.billing.conftest import app as app
from tests.billing.conftest import story as story
from tests.billing.story import Story, member
from tests.campaign.building import make_campaign
from tests.sandbox.driver import pay
from tests.sandbox.fixtures import sandbox_server as sandbox_server


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    """A browser of staff's."""
    make_campaign()
    proved("dorota@example.org", role="staff")
    sign_in(client, "dorota@example.org")
    return client


def press(client: FlaskClient, address: str) -> str:
    """Press the button; the words of the page that follows."""
    end_read()
    answer = client.post(address)
    assert answer.status_code == 303, answer.text
    page = client.get(answer.headers["Location"]).text.partition("<main")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def event_of(kind: str) -> str:
    end_read()
    return str(db.session.query(StripeEvent.id).filter_by(type=kind).scalar())


def test_the_page_says_what_came_of_an_event(staff: FlaskClient, story: Story) -> None:
    story.subscribe("alisa@example.org")
    events = story.events("invoice.paid")
    story.sandbox.control.fault("error_500", method="GET", times=1000)
    story.deliver(events)
    address = f"/staff/inbox/{event_of('invoice.paid')}/again"
    assert "it failed again. It is tried by itself" in press(staff, address)
    story.sandbox.control.calm()
    page = press(staff, address)
    assert "Worked on again: it is done now." in page
    assert "worked on again, by account" in page
    assert "it was waiting" in page
    assert story.members() == 1
    assert "It was done before, and nothing was booked twice." in press(staff, address)
    assert story.members() == 1


def test_a_foreign_event_stays_ignored_and_one_of_the_other_mode_untouched(
    staff: FlaskClient, story: Story
) -> None:
    price = {"currency": "usd", "unit_amount": 500, "product_data": {"name": "A tea towel"}}
    checkout = story.sandbox.client.v1.checkout.sessions.create(
        {  # type: ignore[arg-type]
            "mode": "payment",
            "success_url": "http://127.0.0.1:8000/shop",
            "line_items": [{"quantity": 1, "price_data": price}],
        }
    )
    pay(str(checkout.url), email="dorota@example.org")
    story.deliver(story.events("payment_intent.succeeded"))
    event_id = event_of("payment_intent.succeeded")
    address = f"/staff/inbox/{event_id}/again"
    assert "not of this portal" in press(staff, address)
    with unit_of_work() as session:
        session.get_one(StripeEvent, event_id).is_live = True
    assert "Nothing was done" in press(staff, address)
    assert story.states() == {"ignored": 1}


def test_the_page_says_what_came_of_an_order(staff: FlaskClient, story: Story) -> None:
    membership_id = member(story)
    story.sandbox.control.fault("error_500", method="POST", path="/v1/subscriptions", times=3)
    with pytest.raises(Unavailable):
        payment_desk().cancel(membership_id)
    end_read()
    order_id = db.session.query(StripeOrder.id).filter_by(kind="cancel").scalar()
    address = f"/staff/orders/{order_id}/again"
    story.sandbox.control.fault("error_500", method="POST", path="/v1/subscriptions", times=3)
    assert "Tried again: it still waits" in press(staff, address)
    page = press(staff, address)
    assert "Tried again: it is done now." in page
    assert "tried again, by account" in page
    assert story.memberships()[0].ends_at is not None
    assert "This order is done. Nothing was changed." in press(staff, address)
    end_read()
    assert len(log.latest(db.session(), subject=f"order:{order_id}")) == 2


def test_a_press_without_its_token_does_nothing(staff: FlaskClient, story: Story) -> None:
    member(story)
    event_id = event_of("invoice.paid")
    story.app.config["WTF_CSRF_ENABLED"] = True
    assert staff.post(f"/staff/inbox/{event_id}/again").status_code == 400
    end_read()
    assert log.latest(db.session(), subject=f"event:{event_id}") == []
