"""What real Stripe has and the sandbox does not play is refused by name, never half done."""

from collections.abc import Callable
from typing import Any

import pytest
import stripe

from tests.sandbox.fixtures import Running
from tests.sandbox.shop import event_kinds, subscribe

Call = Callable[[stripe.StripeClient], Any]
PAUSING: Any = {"features": {"subscription_pause": {"enabled": True}}}


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda c: c.v1.payouts.cancel("po_1"), "/v1/payouts/po_1/cancel"),
        (lambda c: c.v1.payouts.reverse("po_1"), "/v1/payouts/po_1/reverse"),
        (lambda c: c.v1.setup_attempts.list({"setup_intent": "seti_1"}), "/v1/setup_attempts"),
        (lambda c: c.v1.coupons.list(), "/v1/coupons"),
        (
            lambda c: c.v1.payment_intents.create({"amount": 800, "currency": "usd"}),
            "POST: /v1/payment_intents",
        ),
    ],
)
def test_a_call_that_is_not_played_is_named(sandbox: Running, call: Call, named: str) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=named) as refused:
        call(sandbox.client)
    assert (refused.value.http_status, refused.value.code) == (404, "sandbox_gap")


@pytest.mark.parametrize(
    ("call", "param"),
    [
        (
            lambda c: c.v1.billing_portal.configurations.create(PAUSING),
            "features[subscription_pause][enabled]",
        ),
        (
            lambda c: c.v1.customers.create({"name": "Chidi", "balance": -500}),
            "balance",
        ),
    ],
)
def test_a_parameter_that_is_not_played_is_named(sandbox: Running, call: Call, param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        call(sandbox.client)
    assert (refused.value.code, refused.value.param) == ("sandbox_gap", param)
    assert event_kinds(sandbox) == []


def test_a_preview_of_what_recurs_is_not_played(sandbox: Running) -> None:
    made = subscribe(sandbox)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sandbox.client.v1.invoices.create_preview(
            {"subscription": made.id, "preview_mode": "recurring"}
        )
    assert (refused.value.code, refused.value.param) == ("sandbox_gap", "preview_mode")
