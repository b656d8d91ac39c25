"""True answers of a sandbox, for mistakes to be planted in."""

import json
from collections.abc import Iterator

import pytest
import stripe

from tests.contract.planting import Thing, Things
from tests.sandbox.fixtures import Running, running
from tests.sandbox.shop import donate, subscribe

EXPANDED = "expand[0]=payments"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A sandbox in which somebody subscribed, changed it, and somebody gave."""
    with running(tmp_path_factory.mktemp("planted") / "sandbox.sqlite3") as found:
        yield found


@pytest.fixture(scope="module")
def things(sandbox: Running) -> Things:
    """True answers by name: the path, the query, and the body."""
    v1 = sandbox.client.v1
    kept = subscribe(sandbox)
    given = donate(sandbox)
    v1.subscriptions.update(kept.id, {"cancel_at_period_end": True})
    session = v1.checkout.sessions.list().data[0]
    invoice = str(v1.subscriptions.retrieve(kept.id).latest_invoice)
    empty = v1.customers.create({"email": "nobody@example.org"})
    v1.customers.delete(empty.id)

    def get(path: str, query: str = "") -> tuple[str, str, Thing]:
        answer = sandbox.client.raw_request("get", path + (f"?{query}" if query else ""))
        assert isinstance(answer, stripe.StripeResponse)
        return path, query, json.loads(answer.body)

    return {
        "subscription": get(f"/v1/subscriptions/{kept.id}"),
        "invoice": get(f"/v1/invoices/{invoice}", EXPANDED),
        "charge": get(f"/v1/charges/{given.id}"),
        "intent": get(f"/v1/payment_intents/{given.payment_intent}"),
        "session": get(f"/v1/checkout/sessions/{session.id}"),
        "customer": get(f"/v1/customers/{kept.customer}"),
        "deleted": get(f"/v1/customers/{empty.id}"),
        "charges": get("/v1/charges"),
        "events": get("/v1/events", "limit=100"),
    }
