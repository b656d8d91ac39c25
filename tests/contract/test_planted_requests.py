"""Mistakes that our requests could hold: the check names the call, the parameter, the expected."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.contract.planting import call_row, violations_of_call
from tests.contract.traffic import judge

Call = Callable[[Any], object]
PRICE: dict[str, Any] = {
    "currency": "usd", "unit_amount": 800, "product": "prod_1", "recurring": {"interval": "month"},
}  # fmt: skip


def checkout(**more: Any) -> Call:
    params = {
        "mode": "subscription",
        "success_url": "https://news.example.org/thanks",
        "line_items": [{"quantity": 1, "price_data": PRICE}],
        **more,
    }
    return lambda v1: v1.checkout.sessions.create(params)


def priced(**changes: Any) -> Call:
    price = {name: value for name, value in {**PRICE, **changes}.items() if value is not None}
    return checkout(line_items=[{"quantity": 1, "price_data": price}])


def update(**params: Any) -> Call:
    return lambda v1: v1.subscriptions.update("sub_1", params)


def expanding(service: str, path: str) -> Call:
    return lambda v1: getattr(v1, service).retrieve("x_1", {"expand": [path]})


RIGHT: dict[str, Call] = {
    "a checkout as we send it": checkout(
        ui_mode="hosted_page",
        metadata={"app": "portal"},
        adaptive_pricing={"enabled": False},
        expires_at=1_800_000_000,
        subscription_data={"metadata": {"app": "portal"}, "billing_mode": {"type": "flexible"}},
        expand=["subscription.latest_invoice.payments"],
    ),
    "types that are allowed": checkout(excluded_payment_method_types=["card"]),
    "an end that is unset": update(cancel_at="", cancel_at_period_end=False),
    "metadata that is unset": update(metadata={"app": ""}),
    "another amount": update(items=[{"id": "si_1", "price_data": PRICE}]),
    "resuming": lambda v1: v1.subscriptions.resume(
        "sub_1", {"billing_cycle_anchor": {"type": "now"}}
    ),
    "pausing": lambda v1: v1.subscriptions.pause(
        "sub_1", {"bill_for": {"unused_time_from": {"type": "none"}}}
    ),
    "a range": lambda v1: v1.events.list({"created": {"gte": 1}, "limit": 100}),
    "a page expanded": lambda v1: v1.invoices.list({"expand": ["data.payments"]}),
    "a preview": lambda v1: v1.invoices.create_preview({"subscription": "sub_1"}),
    "payments of an intent": lambda v1: v1.invoice_payments.list(
        {"payment": {"type": "payment_intent", "payment_intent": "pi_1"}}
    ),
}

# name: the call, the field that is named
WRONG: dict[str, tuple[Call, str]] = {
    # old habits that are wrong now
    "payment_method_types on Checkout": (
        checkout(payment_method_types=["card"]),
        "payment_method_types",
    ),
    "payment_method_types on PaymentIntent": (
        lambda v1: v1.payment_intents.create(
            {"amount": 800, "currency": "usd", "payment_method_types": ["card"]}
        ),
        "payment_method_types",
    ),
    "payment_method_types on SetupIntent": (
        lambda v1: v1.setup_intents.create({"payment_method_types": ["card"]}),
        "payment_method_types",
    ),
    "ui_mode hosted": (checkout(ui_mode="hosted"), "ui_mode"),
    "anchor now at resuming": (
        lambda v1: v1.subscriptions.resume("sub_1", {"billing_cycle_anchor": "now"}),
        "billing_cycle_anchor",
    ),
    "anchor now at updating": (update(billing_cycle_anchor="now"), "billing_cycle_anchor"),
    "upcoming invoices": (
        lambda v1: v1.invoices.retrieve("upcoming", {"subscription": "sub_1"}),
        "subscription",
    ),
    "invoice.payment_intent expanded": (expanding("invoices", "payment_intent"), "expand"),
    "invoice.charge expanded": (expanding("invoices", "charge"), "expand"),
    "invoice.subscription expanded": (expanding("invoices", "subscription"), "expand"),
    "latest_invoice.payment_intent expanded": (
        expanding("subscriptions", "latest_invoice.payment_intent"),
        "expand",
    ),
    "charge.invoice expanded": (expanding("charges", "invoice"), "expand"),
    "payment_intent.invoice expanded": (expanding("payment_intents", "invoice"), "expand"),
    "pause_collection with an old word": (
        update(pause_collection={"behavior": "pause"}),
        "pause_collection[behavior]",
    ),
    "pause told how in one word": (
        lambda v1: v1.subscriptions.pause("sub_1", {"bill_for": "none"}),
        "bill_for",
    ),
    # names
    "a misspelt parameter": (checkout(sucess_url="https://example.org"), "sucess_url"),
    "a misspelt parameter inside": (
        priced(unit_amout=800),
        "line_items[0][price_data][unit_amout]",
    ),
    "a parameter of another call": (update(customer="cus_1"), "customer"),
    "an unknown list filter": (lambda v1: v1.charges.list({"invoice": "in_1"}), "invoice"),
    "an unknown range": (
        lambda v1: v1.events.list({"created": {"after": 1}}),
        "created[after]",
    ),
    "a call that does not exist": (
        lambda v1: v1.subscriptions._request(
            "post", "/v1/subscriptions/sub_1/suspend", base_address="api"
        ),
        "the whole",
    ),
    # places
    "metadata of the subscription beside its data": (
        checkout(subscription_data={"meta": {"app": "portal"}}),
        "subscription_data[meta]",
    ),
    "the interval outside of recurring": (
        priced(recurring=None, interval="month"),
        "line_items[0][price_data][interval]",
    ),
    "one item instead of a list": (checkout(line_items={"quantity": 1}), "line_items"),
    "a list for one object": (
        checkout(subscription_data=[{"description": "x"}]),
        "subscription_data[0]",
    ),
    "an object for a text": (checkout(customer={"id": "cus_1"}), "customer"),
    "a text for an object": (checkout(adaptive_pricing="false"), "adaptive_pricing"),
    "an expansion without data on a list": (
        lambda v1: v1.charges.list({"expand": ["balance_transaction"]}),
        "expand",
    ),
    "an expansion of what is no object": (expanding("charges", "amount"), "expand"),
    # types
    "text for a number": (priced(unit_amount="eight"), "line_items[0][price_data][unit_amount]"),
    "a fraction for a whole number": (
        priced(unit_amount=8.5),
        "line_items[0][price_data][unit_amount]",
    ),
    "a word for yes or no": (checkout(adaptive_pricing={"enabled": "no"}), "[enabled]"),
    "a date for a moment": (checkout(expires_at="2026-11-22"), "expires_at"),
    "a number that is not one": (lambda v1: v1.charges.list({"limit": "all"}), "limit"),
    "an empty text that unsets nothing": (checkout(customer=""), "customer"),
    "an unknown mode": (checkout(mode="rent"), "mode"),
    "an unknown submit type": (checkout(submit_type="donation"), "submit_type"),
    "an unknown interval": (
        priced(recurring={"interval": "monthly"}),
        "line_items[0][price_data][recurring][interval]",
    ),
    "an unknown reason": (
        lambda v1: v1.refunds.create({"charge": "ch_1", "reason": "changed_mind"}),
        "reason",
    ),
    # what is lacking
    "no currency": (priced(currency=None), "line_items[0][price_data][currency]"),
    "no interval": (
        priced(recurring={"interval_count": 1}),
        "line_items[0][price_data][recurring][interval]",
    ),
    "no name of a product": (lambda v1: v1.products.create({"description": "x"}), "name"),
    "no type of a flow": (
        lambda v1: v1.billing_portal.sessions.create({"customer": "cus_1", "flow_data": {"x": 1}}),
        "flow_data[type]",
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_is_left_alone(name: str) -> None:
    assert violations_of_call(RIGHT[name]) == {}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named(name: str) -> None:
    call, field = WRONG[name]
    found = violations_of_call(call)
    assert any(f"{field}: expected" in sentence for sentence in found), found
    assert all(sentence.startswith(("GET /v1/", "POST /v1/")) for sentence in found)


def test_another_version_is_named() -> None:
    found = violations_of_call(RIGHT["a range"], version="2025-03-31.basil")
    assert list(found) == [
        "GET /v1/events, sent: Stripe-Version: expected 2026-10-28.endive, not '2025-03-31.basil'"
    ]


def test_a_body_in_json_is_named() -> None:
    row = call_row("POST", "/v1/customers", body="{}", type="application/json")
    assert any("Content-Type" in sentence for sentence in judge([row]).violations)


def test_a_moment_goes_as_the_sdk_sends_it() -> None:
    moment = datetime(2026, 11, 22)  # noqa: DTZ001
    assert violations_of_call(checkout(expires_at=moment)) == {}


def test_a_refusal_that_a_test_wanted_is_no_violation_but_its_acceptance_is() -> None:
    during = "tests/sandbox/test_strictness.py::test_a_refusal (call)"
    sent = {"body": "colour=red", "during": during}
    refused = call_row("POST", "/v1/customers", status=400, answer='{"error": {"type": "x"}}')
    taken = call_row("POST", "/v1/customers", status=200, answer="{}")
    assert judge([{**refused, **sent}]).violations == {}
    assert any("colour" in sentence for sentence in judge([{**taken, **sent}]).violations)
    for other in ("tests/billing/test_orders.py", "tests/sandbox/test_renewals.py"):
        unwanted = {**refused, **sent, "during": f"{other}::test_a_thing (call)"}
        assert any("colour" in sentence for sentence in judge([unwanted]).violations)
