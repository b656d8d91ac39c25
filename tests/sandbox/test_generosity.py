"""Where the sandbox was once more generous than Stripe, it refuses as Stripe does."""

from typing import Any

import pytest
import stripe

from tests.sandbox.fixtures import Running
from tests.sandbox.shop import donate, item_of, open_session, session_params


def refused(sandbox: Running, path: str, params: Any) -> Any:
    with pytest.raises(stripe.StripeError) as found:
        sandbox.client.raw_request("post", path, **params)
    return found.value


def monthly(sandbox: Running, product: str, amount: int = 800, **more: Any) -> stripe.Price:
    recurring = {"interval": "month"}
    made: Any = {"currency": "usd", "unit_amount": amount, "product": product, **more}
    made["recurring"] = recurring
    return sandbox.client.v1.prices.create(made)


@pytest.fixture
def product(sandbox: Running) -> str:
    return sandbox.client.v1.products.create({"name": "Membership"}).id


@pytest.fixture
def payer(sandbox: Running) -> stripe.Customer:
    """Somebody whose card pays."""
    return sandbox.client.v1.customers.create(
        {
            "payment_method": "pm_card_visa",
            "invoice_settings": {"default_payment_method": "pm_card_visa"},
        }
    )


def card_of(payer: stripe.Customer) -> str:
    settings = payer.invoice_settings
    assert settings and settings.default_payment_method
    return str(settings.default_payment_method)


def test_a_lookup_key_is_not_taken_by_an_update(sandbox: Running, product: str) -> None:
    first = monthly(sandbox, product, lookup_key="eight")
    second = monthly(sandbox, product, 900)
    path = f"/v1/prices/{second.id}"
    assert refused(sandbox, path, {"lookup_key": "eight"}).param == "lookup_key"
    asked: stripe.params.PriceUpdateParams = {"lookup_key": "eight", "transfer_lookup_key": True}
    sandbox.client.v1.prices.update(second.id, asked)
    assert sandbox.client.v1.prices.retrieve(first.id).lookup_key is None


def test_an_archived_price_is_not_sold_again(
    sandbox: Running, product: str, payer: stripe.Customer
) -> None:
    v1, kept = sandbox.client.v1, monthly(sandbox, product)
    archived = monthly(sandbox, product, 900)
    for price in (kept, archived):
        made = v1.subscriptions.create({"customer": payer.id, "items": [{"price": price.id}]})
    v1.prices.update(archived.id, {"active": False})
    item = item_of(made).id
    new = {"customer": payer.id, "items": [{"price": archived.id}]}
    found = refused(sandbox, "/v1/subscriptions", new)
    assert (found.http_status, found.param) == (400, "items[0][price]")
    v1.subscriptions.update(made.id, {"items": [{"id": item, "price": archived.id}]})
    v1.subscriptions.update(made.id, {"items": [{"id": item, "price": kept.id}]})
    back = {"items": [{"id": item, "price": archived.id}]}
    assert refused(sandbox, f"/v1/subscriptions/{made.id}", back).param == "items[0][price]"


def test_one_price_stands_on_one_item(
    sandbox: Running, product: str, payer: stripe.Customer
) -> None:
    price: Any = {"price": monthly(sandbox, product).id}
    twice = {"customer": payer.id, "items": [price, price]}
    assert "same plan" in str(refused(sandbox, "/v1/subscriptions", twice))
    made = sandbox.client.v1.subscriptions.create({"customer": payer.id, "items": [price]})
    again = refused(sandbox, f"/v1/subscriptions/{made.id}", {"items": [price]})
    assert "same plan" in str(again)


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc"),
    ],
)
def test_a_card_that_is_declined_is_nobodys(sandbox: Running, token: str, code: str) -> None:
    v1 = sandbox.client.v1
    customer = v1.customers.create()
    found = refused(sandbox, f"/v1/payment_methods/{token}/attach", {"customer": customer.id})
    assert isinstance(found, stripe.CardError)
    assert (found.http_status, found.code) == (402, code)
    refused(sandbox, "/v1/customers", {"payment_method": token})
    assert [row.id for row in v1.customers.list().data] == [customer.id]
    assert v1.payment_methods.list({"customer": customer.id}).data == []


def test_a_card_that_was_taken_away_pays_nothing_and_does_not_come_back(
    sandbox: Running, product: str, payer: stripe.Customer
) -> None:
    v1, card = sandbox.client.v1, card_of(payer)
    price = monthly(sandbox, product)
    made = v1.subscriptions.create({"customer": payer.id, "items": [{"price": price.id}]})
    v1.payment_methods.detach(card)
    settings = v1.customers.retrieve(payer.id).invoice_settings
    assert settings and settings.default_payment_method is None
    path = f"/v1/payment_methods/{card}/attach"
    assert refused(sandbox, path, {"customer": payer.id}).param == "payment_method"
    sandbox.control.advance(days=32)
    assert v1.subscriptions.retrieve(made.id).status == "past_due"


def test_a_card_that_paid_once_is_not_kept_afterwards(
    sandbox: Running, payer: stripe.Customer
) -> None:
    path = f"/v1/payment_methods/{donate(sandbox).payment_method}/attach"
    assert refused(sandbox, path, {"customer": payer.id}).param == "payment_method"


def test_an_invoice_is_not_paid_by_somebody_elses_card(
    sandbox: Running, product: str, payer: stripe.Customer
) -> None:
    v1, price = sandbox.client.v1, monthly(sandbox, product)
    other = v1.customers.create()
    v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": other.id})
    made = v1.subscriptions.create(
        {
            "customer": other.id,
            "items": [{"price": price.id}],
            "payment_behavior": "default_incomplete",
        }
    )
    path = f"/v1/invoices/{made.latest_invoice}/pay"
    assert refused(sandbox, path, {"payment_method": card_of(payer)}).code == "resource_missing"
    assert v1.subscriptions.retrieve(made.id).status == "incomplete"


def test_metadata_grows_to_fifty_keys_and_no_further(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    made = v1.customers.create({"metadata": {f"a{number}": "x" for number in range(50)}})
    v1.customers.update(made.id, {"metadata": {"a0": "", "b": "x"}})
    path = f"/v1/customers/{made.id}"
    assert refused(sandbox, path, {"metadata": {"c": "x"}}).param == "metadata"


@pytest.mark.parametrize(
    ("currency", "amount"),
    [("uah", 50), ("vnd", 9000), ("kwd", 50), ("isk", 1000), ("idr", 90_000)],
)
def test_the_minimum_of_every_currency_is_worth_half_a_dollar(
    sandbox: Running, currency: str, amount: int
) -> None:
    params = session_params("payment", currency=currency, amount=amount)
    assert refused(sandbox, "/v1/checkout/sessions", params).code == "amount_too_small"
    assert open_session(sandbox, "payment", currency=currency, amount=amount * 500).url


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"client_reference_id": "x" * 201}, "client_reference_id"),
        ({"subscription_data": {"description": "x" * 501}}, "subscription_data[description]"),
    ],
)
def test_what_is_too_long_for_its_place_is_refused(sandbox: Running, more: Any, param: str) -> None:
    assert refused(sandbox, "/v1/checkout/sessions", session_params(**more)).param == param


def test_a_session_has_room_for_so_many_lines(sandbox: Running) -> None:
    params = session_params("payment")
    params["line_items"] *= 101
    assert refused(sandbox, "/v1/checkout/sessions", params).param == "line_items"


def test_the_portal_leads_back_to_an_address(sandbox: Running, payer: stripe.Customer) -> None:
    path, customer = "/v1/billing_portal/sessions", {"customer": payer.id}
    script = {**customer, "return_url": "javascript:alert(1)"}
    assert refused(sandbox, path, script).code == "url_invalid"
    flow = {"type": "payment_method_update", "after_completion": {"type": "redirect"}}
    found = refused(sandbox, path, {**customer, "flow_data": flow})
    assert found.param == "flow_data[after_completion][redirect]"


def test_a_refund_has_digits_that_its_currency_has(sandbox: Running) -> None:
    charge = donate(sandbox, currency="kwd", amount=5000)
    found = refused(sandbox, "/v1/refunds", {"charge": charge.id, "amount": 1234})
    assert (found.param, found.code) == ("amount", "invalid_amount")


@pytest.mark.parametrize("known", ["charge", "customer", "payment_intent", "subscription"])
def test_a_list_of_nobodys_things_is_refused(sandbox: Running, known: str) -> None:
    noun = {"charge": "refunds", "subscription": "invoices"}.get(known, "charges")
    with pytest.raises(stripe.InvalidRequestError, match=f"No such {known}: 'x'") as found:
        sandbox.client.raw_request("get", f"/v1/{noun}", **{known: "x"})
    assert (found.value.http_status, found.value.param) == (400, known)


def test_a_deleted_customer_is_a_404(sandbox: Running, payer: stripe.Customer) -> None:
    sandbox.client.v1.customers.delete(payer.id)
    found = refused(sandbox, f"/v1/customers/{payer.id}", {"name": "Alisa"})
    assert (found.http_status, found.code) == (404, "resource_missing")
