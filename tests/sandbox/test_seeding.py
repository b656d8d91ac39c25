"""Members with a past: of the right shape, in themselves consistent, undelivered, repeatable."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import requests

from portal.sandbox.app import world_of
from portal.sandbox.seeding.sowing import Wish, sow
from portal.sandbox.settings import SandboxSettings
from portal.sandbox.world import World
from tests.contract.stored import mismatches
from tests.sandbox.fixtures import Running, running
from tests.sandbox.listener import Listener
from tests.sandbox.test_payouts import adds_up

NOON = 1_795_000_000
REFERENCES = {
    "balance_transaction": ("source",),
    "charge": ("customer", "payment_intent", "payment_method", "balance_transaction"),
    "checkout.session": ("customer", "subscription", "invoice", "payment_intent"),
    "dispute": ("charge", "payment_intent"),
    "invoice": ("customer",),
    "invoice_payment": ("invoice",),
    "payment_intent": ("customer", "latest_charge"),
    "payment_method": ("customer",),
    "payout": ("balance_transaction",),
    "refund": ("charge", "payment_intent", "balance_transaction"),
    "subscription": ("customer", "latest_invoice", "default_payment_method"),
}


def sown(path: Path, at: int = NOON, **wish: Any) -> World:
    """A world of its own at that time, with members in it."""
    world = World(SandboxSettings(path=path, public_url="http://127.0.0.1:9", deliver=False))
    told: list[int] = []
    with world.clock.standing_at(at):
        assert sow(world, Wish(**wish), told.append, lambda: True) == wish["members"]
    assert told[-1] == wish["members"]
    return world


def bodies(world: World) -> list[dict[str, Any]]:
    return [json.loads(row) for (row,) in world.store.rows("SELECT body FROM objects ORDER BY seq")]


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """All objects of 400 members, and what falls due for them."""
    world = sown(tmp_path_factory.mktemp("seeding") / "s", members=400)
    found = bodies(world), world.store.rows("SELECT object, action, at FROM due")
    world.close()
    return found


def test_every_object_and_event_fits_its_type(past: Any) -> None:
    rows, _ = past
    assert [problem for row in rows for problem in mismatches(row)] == []
    assert {row["object"] for row in rows} >= {*REFERENCES, "customer", "event", "price", "product"}
    assert len({row["type"] for row in rows if row["object"] == "event"}) >= 18


def test_a_past_is_as_mixed_as_life(past: Any) -> None:
    rows, _ = past
    kinds = Counter(row["object"] for row in rows)
    assert kinds["customer"] == 400 and kinds["subscription"] >= 400
    states = Counter(row["status"] for row in rows if row["object"] == "subscription")
    assert states["active"] > 250 and states["canceled"] > 10
    prices = [row["items"]["data"][0]["price"] for row in rows if row["object"] == "subscription"]
    assert {price["recurring"]["interval"] for price in prices} == {"month", "year"}
    assert len({price["unit_amount"] for price in prices}) >= 6
    assert {"failed", "succeeded"} == {r["status"] for r in rows if r["object"] == "charge"}
    assert kinds["refund"] and kinds["dispute"]
    customers = Counter(row["customer"] for row in rows if row["object"] == "subscription")
    assert max(customers.values()) == 2
    assert all(
        row["metadata"] == {"app": "newsroom-portal"}
        for row in rows
        if row["object"] in ("subscription", "checkout.session")
    )


def test_every_reference_leads_to_an_object_of_the_same_member(past: Any) -> None:
    rows, due = past
    by_name = {row["id"]: row for row in rows}
    assert len(by_name) == len(rows)
    assert len({row["email"] for row in rows if row["object"] == "customer"}) == 400
    numbers = [row["number"] for row in rows if row["object"] == "invoice" and row["number"]]
    assert len(set(numbers)) == len(numbers)
    for row in rows:
        for field in REFERENCES.get(row["object"], ()):
            if row[field] is None:
                continue
            owners = {row.get("customer"), by_name[row[field]].get("customer")} - {None}
            assert len(owners) <= 1, f"{row['id']}.{field}"
    assert {name for name, *_ in due if not name.startswith("balance:")} <= set(by_name)


def test_nothing_lies_ahead_but_what_falls_due(past: Any) -> None:
    rows, due = past
    assert max(row["created"] for row in rows) <= NOON
    assert min(row["created"] for row in rows if row["object"] != "product") > NOON - 440 * 86400
    assert min(at for *_, at in due) > NOON
    events = [row["created"] for row in rows if row["object"] == "event"]
    assert min(events) >= NOON - 30 * 86400 and max(events) <= NOON
    living = [r for r in rows if r["object"] == "subscription" and r["status"] == "active"]
    assert all(row["items"]["data"][0]["current_period_end"] > NOON for row in living)
    assert {row["id"] for row in living} == {
        name for name, action, _ in due if action == "subscription"
    } & {row["id"] for row in living}


def test_people_joined_until_yesterday_and_on_no_day_many_of_them(tmp_path: Path) -> None:
    world = sown(tmp_path / "s", members=240, days=182, paying=True)
    rows = bodies(world)
    world.close()
    days = Counter(
        NOON // 86400 - row["created"] // 86400 for row in rows if row["object"] == "customer"
    )
    assert days[1] and days[2]
    assert max(days.values()) <= 9
    assert max(days) <= 182


def test_the_same_number_makes_the_same_members(tmp_path: Path) -> None:
    made = []
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        world = sown(tmp_path / name, members=30, seed=seed)
        made.append(world.store.rows("SELECT id, created, body, hidden FROM objects ORDER BY seq"))
        world.close()
    assert made[0] == made[1]
    assert not {row[0] for row in made[0]} & {row[0] for row in made[2]}


def test_nothing_is_delivered_and_time_stands_still(sandbox: Running, listener: Listener) -> None:
    v1 = sandbox.client.v1
    before = sandbox.control.state()["clock"]["offset"]
    answer = sandbox.control.call("POST", "/seed", members=40, metadata={"app": "x", "shelf": "1"})
    assert (answer["done"], answer["is_running"], answer["error"]) == (40, False, None)
    assert sandbox.control.state()["clock"]["offset"] == before
    assert sandbox.control.deliveries() == []
    assert len(v1.events.list({"limit": 100}).data) == 100
    listed = list(v1.subscriptions.list({"status": "all", "limit": 100}).auto_paging_iter())
    assert {row.metadata["shelf"] for row in listed} == {"1"}
    v1.customers.create()
    listener.wait_for("customer.created")
    assert listener.kinds() == ["customer.created"]


def test_the_past_was_paid_out_and_goes_on(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    sandbox.control.call("POST", "/seed", members=40)
    payouts = list(v1.payouts.list({"limit": 100}).auto_paging_iter())
    assert len(payouts) > 20
    assert all(adds_up(sandbox, row) for row in payouts[:10])
    assert all(row.created % 86400 == 0 for row in payouts)
    counts = sandbox.control.state()["objects"]
    sandbox.control.advance(months=1)
    after = sandbox.control.state()["objects"]
    assert after["invoice"] > counts["invoice"] + 5
    assert after["payout"] > counts["payout"]
    world = world_of(sandbox.server.app)
    waiting = world.store.rows(
        "SELECT COUNT(*) FROM objects WHERE kind = 'balance_transaction' "
        "AND json_extract(hidden, '$.payout') IS NULL "
        "AND json_extract(body, '$.available_on') < ?",
        (world.now() - 2 * 86400,),
    )
    assert waiting == [(0,)]


def test_the_page_counts_while_members_are_written(sandbox: Running) -> None:
    own = {"Origin": sandbox.url}
    form = {"members": "30", "seed": "3"}
    page = requests.post(f"{sandbox.url}/seeding", data=form, headers=own, timeout=60)
    assert page.status_code == 200
    assert "<progress" in page.text and "30 members in" in page.text
    again = requests.post(f"{sandbox.url}/seeding", data=form, headers=own, timeout=60)
    assert (again.status_code, "are here already" in again.text) == (422, True)
    foreign = requests.post(f"{sandbox.url}/seeding", data={**form, "seed": "4"}, timeout=60)
    assert foreign.status_code == 403
    blank = requests.post(f"{sandbox.url}/seeding", data={}, headers=own, timeout=60)
    assert "whole numbers" in blank.text
    assert sandbox.control.state()["objects"]["customer"] == 30


def test_what_was_stopped_says_so_also_later_and_another_number_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite3"
    with running(path) as first:
        first.control.call("POST", "/seed", members=15_000, wait=False)
        page = requests.get(f"{first.url}/seeding", stream=True, timeout=60)
        next(line for line in page.iter_lines(1) if b"250 of 15,000" in line)
        page.close()
    with running(path) as second:
        left = second.control.call("GET", "/seed")
        assert (left["number"], left["is_running"], left["error"]) == (1, False, None)
        assert 250 <= left["done"] == 15_000 - left["left_out"] < 15_000
        assert second.control.state()["objects"]["customer"] == left["done"]
        stopped = requests.get(f"{second.url}/seeding", timeout=30).text
        assert "number 1 counts as used" in stopped
        assert f'name="members" value="{left["left_out"]}"' in stopped
        assert f"Go on with the {left['left_out']:,} left" in stopped
        own = {"Origin": second.url}
        form = {"members": "10", "seed": ""}
        page = requests.post(f"{second.url}/seeding", data=form, headers=own, timeout=60)
        assert "10 members in" in page.text
        after = second.control.call("GET", "/seed")
        assert (after["number"], after["done"], after["left_out"]) == (2, 10, 0)
    with running(path) as third:
        assert third.control.call("GET", "/seed")["members"] == 0


@pytest.mark.parametrize(
    "sent",
    [
        {"members": 0},
        {"members": 200_000},
        {"members": "many"},
        {"members": 1, "days": 0},
        {"members": 1, "metadata": {"a": 1}},
        {"members": 1, "colour": "red"},
    ],
)
def test_a_wish_out_of_bounds_is_refused(sandbox: Running, sent: Any) -> None:
    answer = requests.post(f"{sandbox.url}/_control/seed", json=sent, timeout=30)
    assert answer.status_code == 400
    assert sandbox.control.state()["objects"] == {}


@pytest.mark.nightly
def test_twenty_five_thousand_take_less_than_a_minute(sandbox: Running) -> None:
    assert sandbox.control.call("POST", "/seed", members=25_000)["seconds"] < 60
