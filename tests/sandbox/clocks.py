"""Builders for the tests of test clocks: a clock, who lives on it, and its time that passes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import stripe

from portal.sandbox.app import world_of
from tests.sandbox.fixtures import Running
from tests.sandbox.listener import Listener
from tests.sandbox.shop import price_data

START = 1_769_860_800
"""31 January 2026, noon."""
HOUR, DAY = 3600, 86400


def clock_at(sandbox: Running, at: int = START) -> str:
    """A new test clock."""
    return sandbox.client.v1.test_helpers.test_clocks.create({"frozen_time": at, "name": "Year"}).id


def customer_on(sandbox: Running, clock: str, card: str = "pm_card_visa") -> str:
    """A customer whose time is the clock's, with a card that pays."""
    v1 = sandbox.client.v1
    made = v1.customers.create({"email": "chidi@example.org", "test_clock": clock})
    method = v1.payment_methods.attach(card, {"customer": made.id})
    settings: stripe.params.CustomerUpdateParamsInvoiceSettings = {
        "default_payment_method": method.id
    }
    v1.customers.update(made.id, {"invoice_settings": settings})
    return made.id


def subscribed(sandbox: Running, customer: str, every: str = "month") -> stripe.Subscription:
    """A paid subscription of that customer."""
    product = sandbox.client.v1.products.create({"name": "Membership"})
    data: Any = {**price_data(every=every), "product": product.id}
    del data["product_data"]
    return sandbox.client.v1.subscriptions.create(
        {"customer": customer, "items": [{"price_data": data}]}
    )


def begin(sandbox: Running, clock: str, to: int) -> stripe.test_helpers.TestClock:
    """The answer to the wish to advance."""
    return sandbox.client.v1.test_helpers.test_clocks.advance(clock, {"frozen_time": to})


def advance(sandbox: Running, listener: Listener, clock: str, to: int) -> None:
    """The clock has arrived, as its event tells."""
    times = listener.kinds().count("test_helpers.test_clock.ready")
    begin(sandbox, clock, to)
    listener.wait_for("test_helpers.test_clock.ready", times + 1)
    now = sandbox.client.v1.test_helpers.test_clocks.retrieve(clock)
    assert (now.status, now.frozen_time) == ("ready", to)


@contextmanager
def held(sandbox: Running) -> Iterator[None]:
    """Nobody lets time pass inside, so that what advances stays on its way."""
    with world_of(sandbox.server.app).advancing:
        yield
