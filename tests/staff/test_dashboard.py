"""The dashboard: the chart of a past with its own dates, and the proof with what differs."""

from datetime import timedelta

from flask.testing import FlaskClient

from portal.campaign import proofs
from portal.campaign.proofs import Proof
from portal.extensions import unit_of_work
from portal.support.models import CountChange
from tests.accounts.people import proved, sign_in
from tests.campaign.building import NOW, make_campaign, set_members

RIGHT = Proof(NOW, True, members=3, subscribed=3, external=0, awaiting=0)


def dashboard(client: FlaskClient) -> str:
    proved(role="staff")
    sign_in(client)
    return " ".join(client.get("/staff/").text.split())


def test_staff_see_that_the_number_is_proved(client: FlaskClient) -> None:
    make_campaign()
    set_members(3)
    with unit_of_work() as session:
        proofs.record_proof(session, RIGHT)
    page = dashboard(client)
    assert "3 members, 3 subscriptions, all paid." in page
    assert "differences</summary>" not in page


def test_staff_see_who_differs(client: FlaskClient) -> None:
    make_campaign()
    set_members(3)
    words = tuple(
        f"Membership {n} (account {n}) counts, but nothing pays for it." for n in range(30)
    )
    with unit_of_work() as session:
        proofs.record_proof(
            session,
            Proof(NOW, False, 3, 0, 0, 0, differences=words, difference_count=30),
        )
    page = dashboard(client)
    assert "Being looked at" in page
    assert "30 differences</summary>" in page
    assert words[0] in page
    assert words[19] in page
    assert words[20] not in page
    assert "portal billing verify" in page


def test_members_of_a_past_taken_in_stand_on_their_own_days(client: FlaskClient) -> None:
    make_campaign()
    set_members(2)
    account = proved("dorota@example.org")
    with unit_of_work() as session:
        session.add_all(
            CountChange(
                account_id=account.id,
                changed_at=NOW - timedelta(days=days),
                delta=1,
                reason="joined",
            )
            for days in (20, 5)
        )
    page = dashboard(client)
    assert page.count("<td") > 100
    assert "+0" in page or ">0<" in page
    assert "1 joined" not in page.split("Last seven days")[0]
    assert "1 joined, 0 left" in page.split("Last seven days")[1]
