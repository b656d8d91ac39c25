"""The inbox for people: what is listed, why each stands where it stands, and who may see it."""

import html
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from portal.audit.notices import notice
from portal.billing.marks import EVENT_VERIFIED, mark
from portal.billing.models import StripeEvent
from portal.billing.reconciling.reconcile import RECONCILED
from portal.billing.silence import SUSPECTED
from portal.billing.sweep import SWEPT
from portal.extensions import db, unit_of_work
from tests.accounts.people import proved, sign_in
from tests.articles.queries import counted
from tests.campaign.building import make_campaign, set_members
from tests.staff.desk import NOW, SECRET, make_event, make_order


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    """A browser of staff's."""
    make_campaign()
    set_members(3)
    proved(role="staff")
    sign_in(client)
    return client


def shown(client: FlaskClient, address: str) -> str:
    """The words of the page's main part, as they are read."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def listed(client: FlaskClient, address: str) -> list[str]:
    """The ids of the events of a list, in its order."""
    return re.findall(r'<span class="ref">(evt_\w+)</span>', client.get(address).text)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"state": "done"}, "Looked up at Stripe and booked."),
        ({"state": "ignored", "is_live": True}, "of the other mode"),
        ({"state": "ignored", "object_kind": "product"}, "nothing of money"),
        ({"state": "ignored", "object_ref": None}, "nothing of money"),
        ({"state": "ignored"}, "another product on the same Stripe account"),
        ({"state": "waiting", "attempts": 0}, "Not worked on yet. Tried next:"),
        (
            {"state": "waiting", "last_error": "Unavailable in ask, gateway.py:140"},
            "Stripe did not answer. It is no fault of the event. Tried next:",
        ),
        (
            {"state": "waiting", "last_error": "WrongKey in ask, gateway.py:150"},
            "Look at STRIPE_SECRET_KEY",
        ),
        ({"state": "waiting", "last_error": "Declined in ask, x.py:1"}, "no such object"),
        (
            {"state": "waiting", "faults": 3, "last_error": "Declined in ask, x.py:1"},
            "It failed 3 times by itself; after eight it is parked.",
        ),
        (
            {
                "state": "parked", "attempts": 15, "faults": 8,
                "last_error": "KeyError in show, charges.py:60",
            },
            "The portal itself failed at it. Tell whoever looks after the portal: KeyError in show,"
            " charges.py:60."
            " It failed 8 times and is not tried by itself any more; the others go on.",
        ),
    ],
)  # fmt: skip
def test_each_event_says_why(staff: FlaskClient, columns: dict[str, object], words: str) -> None:
    event_id = make_event(**columns)
    assert words in shown(staff, "/staff/inbox")
    assert words in shown(staff, f"/staff/inbox/{event_id}")


def test_a_page_of_an_event_shows_ids_and_never_what_it_holds(staff: FlaskClient) -> None:
    event_id = make_event(last_error="KeyError in show, charges.py:60", state="parked")
    make_event("other", minutes_ago=5)
    make_order("refund", "refused", target_ref="pi_1", last_error="charge_disputed")
    page = shown(staff, f"/staff/inbox/{event_id}")
    for words in ("payment_intent.succeeded", "pi_1", "Its invoice in_1", "evt_other", "test",
                  "KeyError in show, charges.py:60", "give a payment back"):  # fmt: skip
        assert words in page
    for address in ("/staff/inbox", f"/staff/inbox/{event_id}", "/staff/orders", "/staff/orders/1"):
        assert SECRET not in staff.get(address).text


def test_an_event_whose_body_is_forgotten_still_has_its_page(staff: FlaskClient) -> None:
    page = shown(staff, f"/staff/inbox/{make_event(body=None)}")
    assert "has been forgotten" in page


def test_the_list_is_narrowed_by_state_type_and_id(staff: FlaskClient) -> None:
    make_event("a", 3)
    make_event("b", 2, state="waiting", type="invoice.paid", object_ref="in_1")
    make_event("c", 1, state="ignored", type="customer.updated", object_ref="cus_1")
    assert listed(staff, "/staff/inbox") == ["evt_c", "evt_b", "evt_a"]
    assert listed(staff, "/staff/inbox?state=waiting") == ["evt_b"]
    assert listed(staff, "/staff/inbox?type=customer.updated") == ["evt_c"]
    assert listed(staff, "/staff/inbox?ref=in_1") == ["evt_b"]
    assert listed(staff, "/staff/inbox?ref=+evt_a+") == ["evt_a"]
    assert listed(staff, "/staff/inbox?state=done&type=invoice.paid") == []
    assert "No event is like that" in shown(staff, "/staff/inbox?ref=nowhere")
    assert listed(staff, "/staff/inbox?state=nonsense") == ["evt_c", "evt_b", "evt_a"]


def test_every_event_is_on_one_page_and_no_page_is_lost(staff: FlaskClient) -> None:
    names = [make_event(f"{n:03}", minutes_ago=n // 2, state="waiting") for n in range(120)]
    seen: list[str] = []
    address = "/staff/inbox?state=waiting"
    while address:
        seen += listed(staff, address)
        onward = re.search(r'<a href="([^"]+)" rel="next">', staff.get(address).text)
        address = html.unescape(onward[1]) if onward else ""
    assert len(seen) == 120
    assert sorted(seen) == sorted(names)


@pytest.mark.parametrize("after", ["nonsense", "2026-11-22T10:00:00~evt_1", "~", "2026-11-22~"])
def test_a_place_that_is_none_is_a_missing_page(staff: FlaskClient, after: str) -> None:
    assert staff.get("/staff/inbox", query_string={"after": after}).status_code == 404
    assert staff.get("/staff/notices", query_string={"after": after}).status_code == 404
    assert staff.get("/staff/orders", query_string={"after": after}).status_code == 404


def test_the_head_of_the_page_says_how_billing_is_doing(staff: FlaskClient) -> None:
    make_event(state="waiting", minutes_ago=7)
    make_event(state="parked")
    make_order(attempts=9)
    with unit_of_work() as session:
        mark(session, EVENT_VERIFIED, NOW)
        mark(session, SWEPT, NOW, "0")
        mark(session, RECONCILED, NOW, "3 1")
        mark(session, SUSPECTED, NOW, (NOW - timedelta(hours=1)).isoformat())
        notice(session, "reconcile", "Membership sub_1 was missing here.", key="reconcile:now")
    page = shown(staff, "/staff/inbox")
    for words in ("Waiting 1 since", "Parked 1 see which and why", "Orders waiting 1",
                  "1 keep failing", "In a day 2", "Stripe is silent although events were due",
                  "3 differences mended, 1 left", "Membership sub_1 was missing here.",
                  "The number has not been proved yet"):  # fmt: skip
        assert words in page, words


def test_an_inbox_without_anything_says_what_to_do(staff: FlaskClient) -> None:
    page = shown(staff, "/staff/inbox")
    for words in ("all events are worked on", "does the jobs process run?", "each night at three",
                  "No event has come yet", "portal billing setup"):  # fmt: skip
        assert words in page, words


def test_a_page_asks_the_same_of_the_database_however_long_the_list(staff: FlaskClient) -> None:
    def queries(address: str) -> int:
        with counted() as seen:
            staff.get(address)
        return len(seen)

    addresses = ("/staff/inbox", "/staff/orders", "/staff/notices")
    with unit_of_work() as session:
        notice(session, "proof", "One.", key="0")
    make_event()
    make_order()
    few = [queries(address) for address in addresses]
    for n in range(30):
        make_event(minutes_ago=n)
        make_order(target_ref=f"sub_{n}")
    with unit_of_work() as session:
        for n in range(1, 30):
            notice(session, "proof", "More.", key=str(n))
    assert [queries(address) for address in addresses] == few
    assert max(few) <= 16


@pytest.mark.parametrize("where", ["", "state = 'done'", "type = 'invoice.paid'"])
def test_the_list_is_read_by_an_index(staff: FlaskClient, where: str) -> None:
    narrowed = f"WHERE {where}" if where else ""
    plan = db.session.execute(
        text(
            "EXPLAIN QUERY PLAN SELECT id FROM stripe_events"
            f" {narrowed} ORDER BY received_at DESC, id DESC LIMIT 51"
        )
    )
    words = " ".join(str(row[3]) for row in plan)
    assert "USING INDEX ix_stripe_events_" in words
    assert "received_at" in words
    assert "FOR ORDER BY" not in words  # events of one moment alone are put in order


def test_finance_may_read_and_change_nothing(client: FlaskClient) -> None:
    make_campaign()
    proved(role="finance")
    sign_in(client)
    event_id, order_id = make_event(state="parked", attempts=8), make_order()
    with unit_of_work() as session:
        notice(session, "proof", "The number is not proved.", key="proof")
    for address in ("/staff/inbox", f"/staff/inbox/{event_id}", "/staff/orders",
                    f"/staff/orders/{order_id}", "/staff/notices"):  # fmt: skip
        page = client.get(address)
        assert page.status_code == 200
        assert "<form" not in page.text.partition("<main")[2].replace('class="filters"', "") or (
            'method="post"' not in page.text.partition("<main")[2]
        )
    for address in (f"/staff/inbox/{event_id}/again", f"/staff/orders/{order_id}/again",
                    "/staff/notices/1/seen"):  # fmt: skip
        assert client.post(address).status_code == 403
    assert db.session.get_one(StripeEvent, event_id).state == "parked"


@pytest.mark.parametrize("role", ["reader", "editor"])
def test_others_may_not_see_it(client: FlaskClient, role: str) -> None:
    make_campaign()
    proved(role=role)
    sign_in(client)
    for address in ("/staff/inbox", "/staff/orders", "/staff/notices"):
        assert client.get(address).status_code == 403


def test_nobody_sees_it_without_signing_in(client: FlaskClient) -> None:
    assert client.get("/staff/inbox").status_code == 303


def test_what_does_not_exist_is_missing(staff: FlaskClient) -> None:
    for address in ("/staff/inbox/evt_nowhere", "/staff/orders/77", "/staff/orders/99999999999"):
        assert staff.get(address).status_code == 404
    assert staff.post("/staff/inbox/evt_nowhere/again").status_code == 404


def test_seen_notices_stay_on_the_list_of_all(staff: FlaskClient) -> None:
    with unit_of_work() as session:
        notice(session, "stripe-silent", "No event has arrived since yesterday.", key="silent")
    page = staff.get("/staff/notices").text
    action = html.unescape(re.search(r'action="(/staff/notices/\d+/seen[^"]*)"', page)[1])  # type: ignore[index]
    answer = staff.post(action)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/notices")
    assert "No event has arrived since yesterday. seen" in shown(staff, "/staff/notices")
    assert "No event has arrived since yesterday" not in shown(staff, "/staff/")


def test_notices_have_pages(staff: FlaskClient) -> None:
    with unit_of_work() as session:
        for n in range(60):
            notice(session, "proof", f"Difference {n:03}.", key=str(n))
    first = staff.get("/staff/notices").text
    onward = re.search(r'<a href="([^"]+)" rel="next">', first)
    assert onward
    second = staff.get(html.unescape(onward[1])).text
    found = re.findall(r"Difference (\d+)\.", first + second)
    assert sorted(found) == [f"{n:03}" for n in range(60)]
