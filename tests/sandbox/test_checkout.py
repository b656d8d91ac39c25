"""Paying on the hosted page: what exists after it, and what does not."""

import re
import time
from typing import cast

import pytest
import requests
import stripe

from tests.sandbox.driver import CARDS, NotPaid, pay
from tests.sandbox.fixtures import Running
from tests.sandbox.shop import (
    HOME,
    event_kinds,
    item_of,
    open_session,
    subscribe,
    url_of,
)

FORM = {
    "email": "alisa@example.org",
    "number": "4242 4242 4242 4242",
    "expiry": "12 / 40",
    "cvc": "123",
    "name": "Alisa",
}


def test_paying_makes_a_subscription_an_invoice_and_a_charge(sandbox: Running) -> None:
    session = open_session(sandbox, subscription_data={"metadata": {"attempt_id": "a1"}})
    landed = pay(url_of(session), email="alisa@example.org")
    assert landed == f"{HOME}/support/thanks?session_id={session.id}"

    paid = sandbox.client.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["subscription", "customer", "invoice.payments", "line_items"]}
    )
    assert (paid.status, paid.payment_status) == ("complete", "paid")
    made = cast(stripe.Subscription, paid.subscription)
    assert made.status == "active"
    assert made.metadata.to_dict() == {"attempt_id": "a1"}
    assert item_of(made).price.unit_amount == 800
    assert cast(stripe.Customer, paid.customer).email == "alisa@example.org"
    assert paid.line_items and paid.line_items.data[0].amount_total == 800

    invoice = cast(stripe.Invoice, paid.invoice)
    line = invoice.lines.data[0]
    assert invoice.status == "paid" and invoice.billing_reason == "subscription_create"
    assert line.period.end == item_of(made).current_period_end
    assert line.parent and line.parent.subscription_item_details
    assert line.parent.subscription_item_details.proration is False
    assert invoice.parent and invoice.parent.subscription_details
    assert invoice.parent.subscription_details.subscription == made.id
    assert invoice.payments
    intent = cast(str, invoice.payments.data[0].payment.payment_intent)
    back = sandbox.client.v1.invoice_payments.list(
        {"payment": {"type": "payment_intent", "payment_intent": intent}}
    )
    assert [row.invoice for row in back.data] == [invoice.id]


def test_a_charge_has_no_balance_transaction_until_it_settles(sandbox: Running) -> None:
    session = open_session(sandbox, "payment")
    pay(url_of(session))
    paid = sandbox.client.v1.checkout.sessions.retrieve(session.id)
    succeeded = sandbox.client.v1.events.list({"type": "charge.succeeded"}).data[0]
    assert succeeded.data.object["balance_transaction"] is None

    sandbox.control.settle()
    intent = sandbox.client.v1.payment_intents.retrieve(
        str(paid.payment_intent), {"expand": ["latest_charge.balance_transaction"]}
    )
    movement = cast(
        stripe.BalanceTransaction, cast(stripe.Charge, intent.latest_charge).balance_transaction
    )
    assert (movement.amount, movement.fee, movement.net) == (800, 53, 747)
    updated = sandbox.client.v1.events.list({"type": "charge.updated"}).data[0]
    before = cast(stripe.StripeObject, updated.data.previous_attributes)
    assert before.to_dict() == {"balance_transaction": None}


@pytest.mark.parametrize(
    ("card", "field", "words"),
    [
        ("declined", "number", "declined"),
        ("insufficient_funds", "number", "insufficient funds"),
        ("expired", "expiry", "expired"),
        ("wrong_cvc", "cvc", "security code is incorrect"),
    ],
)
def test_a_refused_card_is_told_beside_its_field_and_leaves_nothing(
    sandbox: Running, card: str, field: str, words: str
) -> None:
    session = open_session(sandbox)
    with pytest.raises(NotPaid) as refused:
        pay(url_of(session), card=CARDS[card], email="bohdan@example.org")
    assert refused.value.status == 422
    beside = re.search(rf'id="{field}-error">([^<]+)<', refused.value.page)
    assert beside and words in beside[1].replace("&#39;", "'")
    assert 'value="bohdan@example.org"' in refused.value.page
    assert sandbox.client.v1.subscriptions.list({"status": "all"}).data == []
    assert sandbox.client.v1.customers.list().data == []

    pay(url_of(session))
    assert len(sandbox.client.v1.subscriptions.list().data) == 1


@pytest.mark.parametrize(
    ("sent", "focused"),
    [({"number": CARDS["declined"]}, "number"), ({"number": CARDS["wrong_cvc"]}, "cvc"),
     ({"name": "", "email": "nobody"}, "email")],
)  # fmt: skip
def test_a_refused_form_leads_to_the_error_and_keeps_all_but_the_card(
    sandbox: Running, sent: dict[str, str], focused: str
) -> None:
    form = {"email": "bohdan@example.org", "number": CARDS["ok"], "expiry": "12 / 40"}
    form |= {"cvc": "987", "name": "Bohdan", **sent}
    page = requests.post(url_of(open_session(sandbox)), data=form, timeout=30).text
    inputs = re.findall(r"<input [^>]+>", page)
    assert [re.findall(r'id="(\w+)"', row)[0] for row in inputs if "autofocus" in row] == [focused]
    (wrong,) = (row for row in inputs if "autofocus" in row)
    assert f'aria-describedby="{focused}-error"' in wrong
    values = {re.findall(r'id="(\w+)"', row)[0]: re.findall(r'value="([^"]*)"', row)[0]
              for row in inputs}  # fmt: skip
    assert values == {**form, "number": "", "cvc": ""}
    assert form["number"] not in page and "and security code again" in page


def test_a_declined_donation_leaves_a_failed_charge_and_the_same_intent_succeeds(
    sandbox: Running,
) -> None:
    session = open_session(sandbox, "payment")
    with pytest.raises(NotPaid):
        pay(url_of(session), card=CARDS["declined"])
    pay(url_of(session))
    charges = sandbox.client.v1.charges.list().data
    assert [row.status for row in charges] == ["succeeded", "failed"]
    assert len({row.payment_intent for row in charges}) == 1
    assert charges[1].failure_code == "card_declined"
    sandbox.control.settle()
    assert len(sandbox.client.v1.balance_transactions.list().data) == 1


def test_the_bank_may_be_passed_or_failed(sandbox: Running) -> None:
    session = open_session(sandbox)
    with pytest.raises(NotPaid) as refused:
        pay(url_of(session), card=CARDS["asks_bank"], bank="fail", name="Chidi")
    assert "requires authentication" in refused.value.page
    assert 'value="Chidi"' in refused.value.page
    assert sandbox.client.v1.subscriptions.list({"status": "all"}).data == []
    pay(url_of(session), card=CARDS["asks_bank"])
    assert sandbox.client.v1.checkout.sessions.retrieve(session.id).status == "complete"


def test_a_donation_makes_a_customer_only_when_asked(sandbox: Running) -> None:
    for creation, has_customer in (("if_required", False), ("always", True)):
        session = open_session(sandbox, "payment", customer_creation=creation, submit_type="donate")
        pay(url_of(session), email="dana@example.org")
        paid = sandbox.client.v1.checkout.sessions.retrieve(session.id)
        assert (paid.customer is not None) is has_customer
        assert paid.customer_details and paid.customer_details.email == "dana@example.org"


def test_a_given_customer_keeps_their_address_whatever_is_sent(sandbox: Running) -> None:
    customer = sandbox.client.v1.customers.create({"email": "emine@example.org"})
    session = open_session(sandbox, customer=customer.id)
    page = requests.get(url_of(session), timeout=30).text
    assert re.search(r'value="emine@example.org"[^>]*readonly', page)
    pay(url_of(session), email="stranger@example.org")
    paid = sandbox.client.v1.checkout.sessions.retrieve(session.id)
    assert paid.customer == customer.id
    assert paid.customer_details and paid.customer_details.email == "emine@example.org"


def test_a_session_is_paid_once_however_often_the_form_is_sent(sandbox: Running) -> None:
    session = open_session(sandbox)
    first, second = pay(url_of(session)), pay(url_of(session))
    assert first == second
    assert len(sandbox.client.v1.charges.list().data) == 1
    assert "It cannot be paid twice" in requests.get(url_of(session), timeout=30).text


def test_an_expired_session_takes_no_money_and_leads_back(sandbox: Running) -> None:
    session = open_session(sandbox)
    assert sandbox.client.v1.checkout.sessions.expire(session.id).status == "expired"
    answer = requests.post(url_of(session), data=FORM, timeout=30)
    assert answer.status_code == 410
    assert f'href="{HOME}/support"' in answer.text
    assert event_kinds(sandbox)[-1] == "checkout.session.expired"
    with pytest.raises(stripe.InvalidRequestError, match="status of expired"):
        sandbox.client.v1.checkout.sessions.expire(session.id)


def test_a_session_lives_for_half_an_hour_to_a_day(sandbox: Running) -> None:
    for ahead, words in ((29 * 60, "at least 30 minutes"), (25 * 3600, "less than 24 hours")):
        with pytest.raises(stripe.InvalidRequestError, match=words) as refused:
            open_session(sandbox, expires_at=int(time.time()) + ahead)
        assert refused.value.param == "expires_at"
    soon = int(time.time()) + 45 * 60
    assert open_session(sandbox, expires_at=soon).expires_at == soon


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("email", "nobody"),
        ("number", "4111111111111111"),
        ("number", ""),
        ("expiry", "13/40"),
        ("expiry", "01/20"),
        ("cvc", "12"),
        ("name", " "),
    ],
)
def test_a_form_that_will_not_do_says_so_beside_the_field_and_keeps_the_rest(
    sandbox: Running, field: str, typed: str
) -> None:
    session = open_session(sandbox)
    answer = requests.post(
        url_of(session), data={**FORM, field: typed}, allow_redirects=False, timeout=30
    )
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert answer.text.count('class="wrong"') == 1
    kept = {name: FORM[name] for name in ("email", "expiry", "name") if name != field}
    assert all(f'value="{value}"' in answer.text for value in kept.values())


def test_events_come_in_the_order_of_what_happened(sandbox: Running) -> None:
    subscribe(sandbox)
    sandbox.control.settle()
    assert event_kinds(sandbox) == [
        "product.created",
        "customer.created",
        "payment_method.attached",
        "invoice.created",
        "invoice.finalized",
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "customer.subscription.created",
        "customer.updated",
        "invoice.paid",
        "invoice.payment_succeeded",
        "invoice_payment.paid",
        "checkout.session.completed",
        "charge.updated",
    ]


def test_one_customer_cannot_pay_two_currencies(sandbox: Running) -> None:
    first = subscribe(sandbox)
    with pytest.raises(stripe.InvalidRequestError, match="cannot combine currencies"):
        open_session(sandbox, customer=str(first.customer), currency="eur")
    sandbox.client.v1.subscriptions.cancel(first.id)
    assert open_session(sandbox, customer=str(first.customer), currency="eur").currency == "eur"
