"""Events reach the listener: signed, in order, again after failure, also after a restart."""

import time
from pathlib import Path

import pytest
import stripe

from tests.sandbox.fixtures import SECRET, Running, running
from tests.sandbox.listener import Listener, listening
from tests.sandbox.shop import donate, event_kinds, subscribe


def test_deliveries_are_signed_and_come_in_order(sandbox: Running, listener: Listener) -> None:
    subscribe(sandbox)
    listener.wait_for("charge.updated")
    sandbox.control.flush()
    assert listener.kinds() == event_kinds(sandbox)
    first = listener.events[0]
    assert (first.object, first.livemode, first.api_version) == (
        "event",
        False,
        "2026-10-28.endive",
    )
    assert first.request and first.request.id and first.request.id.startswith("req_")


def test_a_wrong_secret_does_not_verify(sandbox: Running) -> None:
    with listening("whsec_of_someone_else") as stranger:
        sandbox.control.listen(stranger.url, SECRET)
        sandbox.client.v1.customers.create()
        sandbox.control.call("POST", "/deliveries/flush", seconds=0.3)
        assert stranger.kinds() == []
        assert sandbox.control.deliveries()[0]["state"] == "pending"


def test_delivery_starts_at_once(sandbox: Running, listener: Listener) -> None:
    sandbox.client.v1.customers.create()
    listener.wait_for("customer.created")
    waits = []
    for times in range(2, 12):
        began = time.monotonic()
        sandbox.client.v1.customers.create()
        listener.wait_for("customer.created", times)
        waits.append(time.monotonic() - began)
    assert sorted(waits)[1] < 0.05


def test_a_refused_delivery_is_tried_again(sandbox: Running, listener: Listener) -> None:
    listener.answers = [500, 503]
    sandbox.client.v1.customers.create()
    for _ in range(3):
        sandbox.control.call("POST", "/deliveries/flush", seconds=5)
    assert listener.kinds() == ["customer.created"]
    row = sandbox.control.deliveries()[0]
    assert (row["state"], row["attempts"]) == ("delivered", 3)


@pytest.mark.parametrize(
    ("mode", "times", "kinds"),
    [
        ("fail", 1, ["customer.created"]),
        ("double", 1, ["customer.created", "customer.created"]),
        ("lose", 1, []),
    ],
)
def test_the_next_delivery_is_spoiled(
    sandbox: Running, listener: Listener, mode: str, times: int, kinds: list[str]
) -> None:
    sandbox.control.spoil(mode, times)
    sandbox.client.v1.customers.create()
    sandbox.control.flush()
    assert listener.kinds() == kinds
    sandbox.client.v1.products.create({"name": "x"})
    sandbox.control.flush()
    assert listener.kinds() == [*kinds, "product.created"]


def test_reordered_deliveries_come_backwards(sandbox: Running, listener: Listener) -> None:
    sandbox.control.spoil("reorder", 3)
    for name in ("a", "b", "c"):
        sandbox.client.v1.products.create({"name": name})
    sandbox.control.flush()
    assert [event.data.object["name"] for event in listener.events] == ["c", "b", "a"]


def test_a_lost_event_is_still_listed_and_can_be_sent_again(
    sandbox: Running, listener: Listener
) -> None:
    sandbox.control.spoil("lose")
    sandbox.client.v1.customers.create()
    event = sandbox.client.v1.events.list({"type": "customer.created"}).data[0]
    sandbox.control.resend(event.id)
    sandbox.control.flush()
    assert [row.id for row in listener.events] == [event.id]


def test_an_endpoint_gets_what_it_asked_for_with_its_own_secret(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    with listening("") as receiver:
        endpoint = v1.webhook_endpoints.create(
            {"url": receiver.url, "enabled_events": ["product.created"]}
        )
        assert endpoint.secret
        receiver.secret = endpoint.secret
        v1.customers.create()
        v1.products.create({"name": "x"})
        sandbox.control.flush()
        assert receiver.kinds() == ["product.created"]
        assert "secret" not in v1.webhook_endpoints.retrieve(endpoint.id)
        v1.webhook_endpoints.delete(endpoint.id)
        v1.products.create({"name": "y"})
        sandbox.control.flush()
        assert receiver.kinds() == ["product.created"]


def test_what_was_not_delivered_is_delivered_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite3"
    with running(path) as first:
        first.control.listen("http://127.0.0.1:1/nobody-listens", SECRET)
        made = subscribe(first)
        first.control.advance(days=40)
        moved = first.control.state()["clock"]["now"]
    with listening(SECRET) as receiver, running(path) as second:
        assert second.control.state()["clock"]["now"] >= moved
        assert second.client.v1.subscriptions.retrieve(made.id).status == "active"
        second.control.listen(receiver.url, SECRET)
        second.control.flush()
        assert sorted(receiver.kinds()) == sorted(event_kinds(second))


def test_a_refund_and_a_dispute_tell_all_that_moved(sandbox: Running, listener: Listener) -> None:
    v1 = sandbox.client.v1
    refunded, disputed = donate(sandbox), donate(sandbox)
    seen = len(event_kinds(sandbox))
    refund = v1.refunds.create({"charge": refunded.id, "amount": 300, "metadata": {"who": "staff"}})
    dispute = sandbox.control.dispute(disputed.id)
    sandbox.control.decide(dispute["id"], "lost")
    assert event_kinds(sandbox)[seen:] == [
        "refund.created",
        "charge.refunded",
        "refund.updated",
        "charge.refund.updated",
        "charge.dispute.created",
        "charge.updated",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.closed",
    ]
    movements = v1.balance_transactions.list({"limit": 2}).data
    assert [(row.amount, row.fee, row.reporting_category) for row in movements] == [
        (-800, 1500, "dispute"),
        (-300, 0, "refund"),
    ]
    assert refund.balance_transaction == movements[1].id
    charge = v1.charges.retrieve(refunded.id, {"expand": ["refunds"]})
    assert (charge.amount_refunded, charge.refunded) == (300, False)
    assert charge.refunds and [row.id for row in charge.refunds.data] == [refund.id]
    assert v1.charges.retrieve(disputed.id).disputed
    with pytest.raises(stripe.InvalidRequestError, match="charged back"):
        v1.refunds.create({"charge": disputed.id})
