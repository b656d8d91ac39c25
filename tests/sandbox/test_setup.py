"""Cards kept for later: Checkout in setup mode, setup intents, and what such a card then does."""

from typing import Any

import pytest
import requests
import stripe

from tests.sandbox.driver import CARDS, NotPaid, pay
from tests.sandbox.fixtures import Running
from tests.sandbox.shop import HOME, event_kinds, url_of


def open_setup(sandbox: Running, **more: Any) -> stripe.checkout.Session:
    """An open session that saves a card."""
    params: Any = {
        "mode": "setup",
        "currency": "usd",
        "success_url": f"{HOME}/account?session_id={{CHECKOUT_SESSION_ID}}",
        **more,
    }
    return sandbox.client.v1.checkout.sessions.create(params)


def test_setup_mode_keeps_a_card_and_charges_nothing(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    customer = v1.customers.create({"email": "alisa@example.org"})
    session = open_setup(
        sandbox, customer=customer.id, setup_intent_data={"metadata": {"app": "portal"}}
    )
    assert (session.payment_status, session.amount_total) == ("no_payment_required", None)
    page = requests.get(url_of(session), timeout=30).text
    assert "Save a card" in page and "Due today" not in page and "Nothing is charged now" in page
    assert pay(url_of(session)) == f"{HOME}/account?session_id={session.id}"
    done = v1.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent.payment_method"]})
    intent = done.setup_intent
    assert isinstance(intent, stripe.SetupIntent)
    method = intent.payment_method
    assert isinstance(method, stripe.PaymentMethod)
    assert (done.status, done.payment_status, intent.status) == (
        "complete",
        "no_payment_required",
        "succeeded",
    )
    assert (method.customer, intent.metadata and intent.metadata["app"]) == (customer.id, "portal")
    assert v1.charges.list().data == []
    assert event_kinds(sandbox) == [
        "customer.created",
        "setup_intent.created",
        "setup_intent.succeeded",
        "payment_method.attached",
        "checkout.session.completed",
    ]


@pytest.mark.parametrize("bank", ["complete", "fail"])
def test_the_bank_is_asked_before_a_card_is_kept(sandbox: Running, bank: str) -> None:
    session = open_setup(sandbox, customer_creation="always")
    if bank == "fail":
        with pytest.raises(NotPaid) as kept:
            pay(url_of(session), card=CARDS["asks_bank"], bank=bank)
        assert "The card was not saved." in kept.value.page
    else:
        pay(url_of(session), card=CARDS["asks_bank"])
    intent = sandbox.client.v1.setup_intents.retrieve(str(session.setup_intent))
    wanted = "succeeded" if bank == "complete" else "requires_payment_method"
    assert intent.status == wanted
    assert bool(intent.customer) == (bank == "complete")
    assert "setup_intent.requires_action" in event_kinds(sandbox)


def test_a_declined_card_is_not_kept(sandbox: Running) -> None:
    session = open_setup(sandbox)
    with pytest.raises(NotPaid):
        pay(url_of(session), card=CARDS["declined"])
    assert event_kinds(sandbox)[-1] == "setup_intent.setup_failed"
    pay(url_of(session))
    assert event_kinds(sandbox)[-1] == "checkout.session.completed"


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"currency": "zzz"}, "currency"),
        ({"submit_type": "donate"}, "submit_type"),
        ({"payment_intent_data": {"description": "x"}}, "payment_intent_data"),
        ({"line_items": [{"price": "price_1", "quantity": 1}]}, "line_items"),
    ],
)
def test_setup_mode_refuses_what_belongs_to_payments(
    sandbox: Running, more: Any, param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        open_setup(sandbox, **more)
    assert refused.value.param == param
    assert event_kinds(sandbox) == []


def test_setup_mode_needs_a_currency(sandbox: Running) -> None:
    params: Any = {"mode": "setup", "success_url": f"{HOME}/"}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sandbox.client.v1.checkout.sessions.create(params)
    assert (refused.value.param, refused.value.code) == ("currency", "parameter_missing")


def test_an_intent_is_confirmed_cancelled_and_listed(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    customer = v1.customers.create()
    waiting = v1.setup_intents.create({"customer": customer.id, "description": "a"})
    assert (waiting.status, waiting.usage) == ("requires_payment_method", "off_session")
    with pytest.raises(stripe.InvalidRequestError, match="payment_method"):
        v1.setup_intents.confirm(waiting.id)
    kept = v1.setup_intents.confirm(waiting.id, {"payment_method": "pm_card_visa"})
    assert kept.status == "succeeded"
    owned = v1.payment_methods.list({"customer": customer.id}).data
    assert [row.id for row in owned] == [kept.payment_method]
    with pytest.raises(stripe.InvalidRequestError) as over:
        v1.setup_intents.cancel(kept.id)
    assert over.value.code == "setup_intent_unexpected_state"
    gone = v1.setup_intents.cancel(v1.setup_intents.create().id)
    assert gone.status == "canceled"
    assert [row.id for row in v1.setup_intents.list({"customer": customer.id}).data] == [kept.id]
    assert v1.setup_intents.update(kept.id, {"metadata": {"a": "b"}}).metadata["a"] == "b"  # type: ignore[index]


def test_a_card_that_says_no_leaves_the_failed_try(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    with pytest.raises(stripe.CardError) as declined:
        v1.setup_intents.create(
            {"payment_method": "pm_card_chargeDeclinedExpiredCard", "confirm": True}
        )
    assert declined.value.code == "expired_card"
    (left,) = v1.setup_intents.list().data
    assert left.status == "requires_payment_method"
    assert left.last_setup_error and left.last_setup_error.code == "expired_card"
    asked = v1.setup_intents.create(
        {"payment_method": "pm_card_authenticationRequired", "confirm": True}
    )
    assert asked.status == "requires_action"
