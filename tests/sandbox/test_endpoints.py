"""Endpoints: secrets that are rolled, versions of their own, deliveries held or lost for long."""

import pytest
import stripe

from tests.sandbox.fixtures import SECRET, Running
from tests.sandbox.listener import Listener, listening


class Keeping(Listener):
    """Keeps the raw deliveries, whatever they are signed with."""

    def __init__(self) -> None:
        super().__init__("")
        self.raw: list[tuple[bytes, str]] = []

    def take(self, body: bytes, header: str) -> int:
        with self.arrived:
            self.raw.append((body, header))
            self.arrived.notify_all()
            return 200


def signers(body: bytes, header: str, secrets: list[str]) -> list[bool]:
    """For each secret, whether the delivery verifies with it."""

    def verifies(secret: str) -> bool:
        try:
            stripe.Webhook.construct_event(body, header, secret)
        except stripe.SignatureVerificationError:
            return False
        return True

    return [verifies(secret) for secret in secrets]


def test_during_a_rotation_both_secrets_sign(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    with listening("", Keeping()) as receiver:
        assert isinstance(receiver, Keeping)
        made = v1.webhook_endpoints.create(
            {"url": receiver.url, "enabled_events": ["customer.created"]}
        )
        old = str(made.secret)
        path = f"/endpoints/{made.id}/roll"
        new = sandbox.control.call("POST", path, seconds=3600)["secret"]
        v1.customers.create()
        sandbox.control.flush()
        newest = sandbox.control.call("POST", path, seconds=0)["secret"]
        v1.customers.create()
        sandbox.control.flush()
        during, after = receiver.raw
    assert during[1].count("v1=") == 2
    assert signers(*during, [old, new, newest]) == [True, True, False]
    assert after[1].count("v1=") == 1
    assert signers(*after, [old, new, newest]) == [False, False, True]


def test_the_listeners_secret_is_rolled_too(sandbox: Running, listener: Listener) -> None:
    new = sandbox.control.call("POST", "/endpoints/listener/roll")["secret"]
    sandbox.client.v1.customers.create()
    sandbox.control.flush()
    listener.secret = new
    sandbox.client.v1.customers.create()
    sandbox.control.flush()
    assert listener.kinds() == ["customer.created"] * 2


def test_an_endpoint_keeps_the_version_it_was_made_with(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    for version in ("2026-09-30.endive", "2026-10-28.endive", None):
        with listening("") as receiver:
            pinned = {"api_version": version} if version else {}
            made = v1.webhook_endpoints.create(
                {"url": receiver.url, "enabled_events": ["*"], **pinned}  # type: ignore[typeddict-item]
            )
            assert made.api_version == version
            receiver.secret = str(made.secret)
            v1.customers.create()
            sandbox.control.flush()
            assert receiver.events[0].api_version == (version or "2026-10-28.endive")
            v1.webhook_endpoints.delete(made.id)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sandbox.client.raw_request(
            "post", "/v1/webhook_endpoints", url="http://127.0.0.1:9/", enabled_events=["*"],
            api_version="2999-01-01.tomorrow",
        )  # fmt: skip
    assert refused.value.param == "api_version"


def test_a_listener_may_speak_another_version(sandbox: Running) -> None:
    with listening(SECRET) as receiver:
        sandbox.control.call(
            "PUT", "/listener", url=receiver.url, secret=SECRET, api_version="2025-09-30.clover"
        )
        sandbox.client.v1.customers.create()
        sandbox.control.flush()
        assert receiver.events[0].api_version == "2025-09-30.clover"
    listed = sandbox.client.v1.events.list().data[0]
    assert listed.api_version == "2026-10-28.endive"


def test_a_delivery_is_held_for_virtual_days(sandbox: Running, listener: Listener) -> None:
    sandbox.control.call("POST", "/deliveries", mode="delay", days=3)
    sandbox.client.v1.customers.create()
    sandbox.client.v1.products.create({"name": "x"})
    sandbox.control.flush()
    assert listener.kinds() == ["product.created"]
    assert [row["state"] for row in sandbox.control.deliveries()] == ["delivered", "held"]
    sandbox.control.advance(days=2)
    sandbox.control.flush()
    assert listener.kinds() == ["product.created"]
    sandbox.control.advance(days=1.1)
    sandbox.control.flush()
    assert listener.kinds() == ["product.created", "customer.created"]


def test_a_delivery_is_held_for_seconds(sandbox: Running, listener: Listener) -> None:
    sandbox.control.call("POST", "/deliveries", mode="delay", seconds=0.3)
    sandbox.client.v1.customers.create()
    sandbox.client.v1.products.create({"name": "x"})
    listener.wait_for("customer.created")
    assert listener.kinds() == ["product.created", "customer.created"]


def test_all_deliveries_are_lost_until_they_come_again(
    sandbox: Running, listener: Listener
) -> None:
    sandbox.control.spoil("lose", -1)
    for _ in range(3):
        sandbox.client.v1.customers.create()
    assert sandbox.control.state()["deliveries"]["spoiled"]["lose"] == -1
    sandbox.control.spoil("lose", 0)
    sandbox.client.v1.products.create({"name": "x"})
    sandbox.control.flush()
    assert listener.kinds() == ["product.created"]
    assert len(sandbox.client.v1.events.list().data) == 4
