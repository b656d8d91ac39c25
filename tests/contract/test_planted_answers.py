"""Mistakes that the sandbox's objects could hold: each is planted in a true answer and is named."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from tests.contract.planting import GONE, Thing, Things, violations_of_answer
from tests.sandbox.fixtures import Running

Spoil = Callable[[Thing], object]
HABITS: tuple[Callable[[Any], object], ...] = (
    lambda charge: charge.get("id"), dict, json.dumps, lambda charge: charge.invoice,
)  # fmt: skip


def first(thing: Thing) -> Thing:
    """The first row of a page."""
    return thing["data"][0]  # type: ignore[no-any-return]


def item(subscription: Thing) -> Thing:
    return first(subscription["items"])


def line(invoice: Thing) -> Thing:
    return first(invoice["lines"])


def put(where: Thing, **fields: Any) -> None:
    where.update(fields)


# name: whose answer, the mistake, the field that is named
WRONG: dict[str, tuple[str, Spoil, str]] = {
    # old habits that are wrong now
    "sub.current_period_end": (
        "subscription", lambda o: put(o, current_period_end=1), "current_period_end",
    ),
    "no period on the item": (
        "subscription",
        lambda o: item(o).pop("current_period_end"),
        "items.data.current_period_end",
    ),
    "invoice.subscription": (
        "invoice", lambda o: put(o, subscription="sub_1"), "subscription",
    ),
    "no parent of an invoice's subscription": (
        "invoice",
        lambda o: o["parent"]["subscription_details"].pop("subscription"),
        "parent.subscription_details.subscription",
    ),
    "invoice.payment_intent": (
        "invoice", lambda o: put(o, payment_intent="pi_1"), "payment_intent",
    ),
    "invoice.charge": ("invoice", lambda o: put(o, charge="ch_1"), "charge"),
    "invoice.paid": ("invoice", lambda o: put(o, paid=True), "paid"),
    "charge.invoice": ("charge", lambda o: put(o, invoice="in_1"), "invoice"),
    "payment_intent.invoice": ("intent", lambda o: put(o, invoice="in_1"), "invoice"),
    "line.price": ("invoice", lambda o: put(line(o), price="price_1"), "lines.data.price"),
    "line.proration": (
        "invoice", lambda o: put(line(o), proration=False), "lines.data.proration",
    ),
    "a decimal as a number": (
        "subscription",
        lambda o: put(item(o)["price"], unit_amount_decimal=800),
        "items.data.price.unit_amount_decimal",
    ),
    "ui_mode hosted": ("session", lambda o: put(o, ui_mode="hosted"), "ui_mode"),
    "cancelled, in British": ("subscription", lambda o: put(o, status="cancelled"), "status"),
    # fields
    "an unknown field": ("customer", lambda o: put(o, colour="red"), "colour"),
    "an unknown field inside": (
        "charge", lambda o: put(o["billing_details"], age=3), "billing_details.age",
    ),
    "a missing field": ("charge", lambda o: o.pop("captured"), "captured"),
    "a missing object word": ("charge", lambda o: o.pop("object"), "the whole"),
    "null for a required field": ("charge", lambda o: put(o, amount=None), "amount"),
    # types
    "text for a number": ("charge", lambda o: put(o, amount="800"), "amount"),
    "a fraction for a number": ("charge", lambda o: put(o, amount=8.5), "amount"),
    "a number for text": ("customer", lambda o: put(o, email=7), "email"),
    "a number for yes": ("charge", lambda o: put(o, livemode=0), "livemode"),
    "yes for a number": ("charge", lambda o: put(o, amount=True), "amount"),
    "a number in metadata": ("charge", lambda o: put(o, metadata={"a": 1}), "metadata[a]"),
    "a bare list for a page": (
        "subscription", lambda o: put(o, items=o["items"]["data"]), "items",
    ),
    "text for an object": ("charge", lambda o: put(o, billing_details="x"), "billing_details"),
    "an unknown word": ("charge", lambda o: put(o, status="done"), "status"),
    "an unknown word inside": (
        "subscription",
        lambda o: put(item(o)["price"]["recurring"], interval="monthly"),
        "items.data.price.recurring.interval",
    ),
    # objects
    "another object in place": (
        "subscription", lambda o: put(o, customer={"object": "charge", "id": "ch_1"}), "customer",
    ),
    "an object of no kind": ("charge", lambda o: put(o, object="payment"), "the whole"),
    "an object of another call": ("charge", lambda o: put(o, object="refund"), "the whole"),
    "an expansion nobody asked for": (
        "subscription", lambda o: put(o, customer=GONE), "customer",
    ),
    "a deleted object with its fields": ("deleted", lambda o: put(o, email="x"), "email"),
    "a page that does not say if there is more": (
        "charges", lambda o: o.pop("has_more"), "has_more",
    ),
    "a mistake in a row of a page": (
        "charges", lambda o: put(first(o), invoice="in_1"), "data.invoice",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    "name", ["subscription", "invoice", "charge", "intent", "session", "customer", "deleted",
             "charges", "events"],
)  # fmt: skip
def test_true_answers_are_left_alone(things: Things, name: str) -> None:
    path, query, body = things[name]
    assert violations_of_answer(path, body, query=query) == {}


@pytest.mark.parametrize("name", WRONG)
def test_a_planted_mistake_is_named(things: Things, name: str) -> None:
    whose, spoil, field = WRONG[name]
    path, query, body = deepcopy(things[whose])
    spoil(body)
    found = violations_of_answer(path, body, query=query)
    assert any(f"answered 200: {field}: expected" in sentence for sentence in found), found


def test_an_expansion_that_was_asked_for_must_be_there(
    things: Things,
) -> None:
    path, _query, body = things["subscription"]
    found = violations_of_answer(path, body, query="expand[0]=customer")
    assert any("customer: expected an object" in sentence for sentence in found)


def test_a_refusal_has_the_shape_of_an_error() -> None:
    error = {"type": "card_error", "code": "card_declined", "message": "No."}
    assert violations_of_answer("/v1/charges/ch_1", {"error": error}, status=402) == {}
    for wrong in ({"error": "No."}, {"error": {**error, "reason": "x"}}, {"error": {"code": "x"}}):
        assert violations_of_answer("/v1/charges/ch_1", wrong, status=402) != {}


def test_an_answer_is_json() -> None:
    assert violations_of_answer("/v1/charges/ch_1", "<html>") != {}


def test_what_comes_back_is_no_dict(sandbox: Running, things: object) -> None:
    charge = sandbox.client.v1.charges.list().data[0]
    for habit in HABITS:
        with pytest.raises((AttributeError, TypeError)):
            habit(charge)
