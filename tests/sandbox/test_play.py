"""Time that passes day by day: who joins, what falls due, and that each day waits for the last."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from portal.sandbox.quiet import MOMENT_SECONDS
from tests.sandbox.fixtures import SECRET, Running
from tests.sandbox.listener import Listener, listening

DAY = 86400


class Slow(Listener):
    """Holds its answers until it is let go."""

    def __init__(self) -> None:
        super().__init__(SECRET)
        self.let_go = threading.Event()

    def take(self, body: bytes, header: str) -> int:
        status = super().take(body, header)
        assert self.let_go.wait(20)
        return status


@pytest.fixture
def slow(sandbox: Running) -> Iterator[Slow]:
    """A listener that has not answered yet."""
    with listening(SECRET, Slow()) as found:
        assert isinstance(found, Slow)
        sandbox.control.listen(found.url, SECRET)
        yield found
        found.let_go.set()


def played(sandbox: Running, **wish: Any) -> dict[str, Any]:
    """The state when all days have passed."""
    state = sandbox.control.call("POST", "/play", wait=True, **wish)
    assert (state["is_running"], state["error"]) == (False, None)
    return state


def bodies(sandbox: Running, kind: str) -> list[Any]:
    resource = getattr(sandbox.client.v1, kind)
    asked = {"status": "all"} if kind == "subscriptions" else {}
    return list(resource.list({"limit": 100, **asked}).auto_paging_iter())


def test_days_pass_and_people_join_as_the_portals_own(sandbox: Running, listener: Listener) -> None:
    before = sandbox.control.state()["clock"]["now"]
    mark = {"app": "somebody", "installation": "here"}
    state = played(sandbox, days=3, joins=2, metadata=mark)
    assert (state["days"], state["done"], state["joined"]) == (3, 3, 6)
    assert state["now"] == pytest.approx(before + 3 * DAY, abs=60)
    assert sandbox.control.state()["clock"]["now"] == pytest.approx(before + 3 * DAY, abs=60)
    subscriptions = bodies(sandbox, "subscriptions")
    assert len(subscriptions) == 6
    assert all(row.metadata.to_dict() == mark for row in subscriptions)
    spread = {(row.created - before) // DAY for row in subscriptions}
    assert spread == {0, 1, 2}
    emails = {row.email for row in bodies(sandbox, "customers")}
    assert len(emails) == 6 and all(email.endswith("@example.org") for email in emails)
    told = Counter(listener.kinds())
    assert told["customer.subscription.created"] == told["checkout.session.completed"] == 6
    assert told["invoice.paid"] >= 6


def test_a_day_waits_until_the_last_one_was_heard(sandbox: Running, slow: Slow) -> None:
    sandbox.control.call("POST", "/play", days=2, joins=1)
    slow.wait_for("customer.created")
    held = sandbox.control.call("GET", "/play")
    assert (held["is_running"], held["done"]) == (True, 0)
    now = sandbox.control.state()["clock"]["now"]
    assert now <= held["now"] + DAY + 60
    assert len(bodies(sandbox, "subscriptions")) <= 1
    slow.let_go.set()
    slow.wait_for("customer.created", times=2, seconds=20)


def test_calls_that_follow_a_delivery_hold_the_day_open(sandbox: Running) -> None:
    """A portal has often only kept what came, and asks for more afterwards."""
    asked: list[int] = []

    class Asking(Listener):
        def take(self, body: bytes, header: str) -> int:
            status = super().take(body, header)
            if self.events[-1].type == "invoice.paid":
                threading.Thread(target=ask).start()
            return status

    def ask() -> None:
        last = time.monotonic()
        for _ in range(40):
            sandbox.client.v1.customers.list({"limit": 1})
            done = sandbox.control.call("GET", "/play")["done"]
            before, last = last, time.monotonic()
            if last - before >= MOMENT_SECONDS:  # this machine stood still: the day may be over
                return
            asked.append(done)

    with listening(SECRET, Asking(SECRET)) as found:
        sandbox.control.listen(found.url, SECRET)
        played(sandbox, days=1, joins=1)
    assert asked
    assert set(asked) == {0}


def test_a_second_play_is_refused_and_the_first_can_be_stopped(sandbox: Running) -> None:
    sandbox.control.call("POST", "/play", days=1800, joins=1)
    again = requests.post(f"{sandbox.url}/_control/play", json={"days": 1}, timeout=30)
    assert (again.status_code, "passing already" in again.json()["error"]) == (400, True)
    state = requests.delete(f"{sandbox.url}/_control/play", timeout=30).json()
    assert state["is_running"] is False
    assert state["done"] < 1800
    assert sandbox.control.call("GET", "/play") == state
    assert played(sandbox, days=1)["done"] == 1


def test_a_reset_ends_it(sandbox: Running) -> None:
    sandbox.control.call("POST", "/play", days=1800, joins=1)
    sandbox.control.reset()
    assert sandbox.control.call("GET", "/play")["is_running"] is False
    assert sandbox.control.state()["objects"] == {}


def test_a_season_is_as_mixed_as_life(sandbox: Running) -> None:
    played(sandbox, days=250, joins=1)
    subscriptions = bodies(sandbox, "subscriptions")
    states = Counter(row.status for row in subscriptions)
    assert states["active"] > 180 and states["canceled"] > 10
    reasons = Counter(
        row.cancellation_details.reason for row in subscriptions if row.status == "canceled"
    )
    assert reasons["cancellation_requested"] > 10 and reasons["payment_failed"] >= 1
    charges = Counter(row.status for row in bodies(sandbox, "charges"))
    assert charges["failed"] > 10 and charges["succeeded"] > 600
    kinds = sandbox.control.state()["objects"]
    assert kinds["refund"] and kinds["dispute"] and kinds["payout"] > 200
    customers = Counter(row.customer for row in subscriptions)
    assert max(customers.values()) == 2, "nobody came back"


@pytest.mark.parametrize(
    "sent",
    [{"days": 0}, {"days": 4000}, {"days": "1"}, {"days": 1, "joins": -1}, {"joins": 1},
     {"days": 1, "joins": 1000}, {"days": True}, {"days": 1, "metadata": {"a": 1}},
     {"days": 1, "pace": 2}],
)  # fmt: skip
def test_a_wish_out_of_bounds_is_refused(sandbox: Running, sent: Any) -> None:
    answer = requests.post(f"{sandbox.url}/_control/play", json=sent, timeout=30)
    assert answer.status_code == 400
    assert sandbox.control.call("GET", "/play")["days"] == 0


def test_the_page_begins_counts_and_stops_without_scripts(sandbox: Running) -> None:
    own = {"Origin": sandbox.url}
    form = {"number": "2", "span": "days", "joins": "1"}
    page = requests.post(f"{sandbox.url}/playing", data=form, headers=own, timeout=60)
    assert page.status_code == 200
    assert page.text.count("<progress") >= 2 and "2 of 2 days, 2 joined" in page.text
    assert requests.get(f"{sandbox.url}/playing", timeout=30).text.count("2 of 2 days") == 1
    foreign = requests.post(f"{sandbox.url}/playing", data=form, timeout=30)
    assert foreign.status_code == 403
    blank = requests.post(f"{sandbox.url}/playing", data={}, headers=own, timeout=30)
    assert (blank.status_code, "whole numbers" in blank.text) == (422, True)
    for wrong, label in (({"number": "0"}, "How long"), ({"joins": "201"}, "New members a day")):
        named = requests.post(
            f"{sandbox.url}/playing", data={**form, **wrong}, headers=own, timeout=30
        )
        assert (named.status_code, label in named.text) == (422, True)
    year = {"number": "1", "span": "years", "joins": "1"}
    begun = requests.post(
        f"{sandbox.url}/playing", data=year, headers=own, timeout=30, allow_redirects=False
    )
    assert (begun.status_code, begun.headers["Location"]) == (303, "/playing")
    assert sandbox.control.call("GET", "/play")["days"] in (365, 366)
    assert "Stop here" in requests.get(f"{sandbox.url}/", timeout=30).text
    again = requests.post(f"{sandbox.url}/playing", data=form, headers=own, timeout=30)
    assert (again.status_code, "passing already" in again.text) == (422, True)
    assert requests.post(f"{sandbox.url}/playing/stop", timeout=30).status_code == 403
    requests.post(f"{sandbox.url}/playing/stop", headers=own, timeout=30)
    assert sandbox.control.call("GET", "/play")["is_running"] is False


def test_a_button_that_moves_much_plays_it_with_progress(
    sandbox: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.sandbox.pages.control.MANY", 2)
    sandbox.control.call("POST", "/seed", members=20)
    before = sandbox.control.state()["clock"]["now"]
    own = {"Origin": sandbox.url}
    pressed = requests.post(
        f"{sandbox.url}/control",
        data={"act": "month"},
        headers=own,
        timeout=20,
        allow_redirects=False,
    )
    assert (pressed.status_code, pressed.headers["Location"]) == (303, "/playing")
    page = requests.get(f"{sandbox.url}/playing", timeout=60).text
    assert page.count("<progress") > 2
    state = sandbox.control.call("GET", "/play")
    assert (state["is_running"], state["error"], state["joined"]) == (False, None, 0)
    assert state["done"] == state["days"] in range(28, 32)
    assert sandbox.control.state()["clock"]["now"] - before >= 28 * DAY
