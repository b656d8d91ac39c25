"""What Stripe refuses, the sandbox refuses: the same type, code and parameter."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import requests
import stripe
from stripe._object_classes import OBJECT_CLASSES

from portal.sandbox.app import OPERATIONS
from portal.sandbox.wire.paths import element
from tests.sandbox.fixtures import KEY, Running, client_for, running
from tests.sandbox.shop import donate, price_data, session_params, subscribe

SESSIONS = "/v1/checkout/sessions"


def post(sandbox: Running, path: str, params: Any) -> stripe.InvalidRequestError:
    """The refusal of a raw call, past the SDK's own types."""
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sandbox.client.raw_request("post", path, **params)
    return refused.value


def session_without(name: str) -> Any:
    params = session_params()
    del params[name]
    return params


def session_with(**more: Any) -> Any:
    return {**session_params(), **more}


def line(**changes: Any) -> Any:
    """A session whose one line is changed; a value of None takes the field away."""
    made = {"quantity": 1, "price_data": price_data(), **changes}
    return session_with(line_items=[{k: v for k, v in made.items() if v is not None}])


@pytest.mark.parametrize(
    ("params", "param", "code"),
    [
        (session_with(payment_method_types=["card"]), "payment_method_types", "parameter_unknown"),
        (session_with(colour="red"), "colour", "parameter_unknown"),
        (
            session_with(subscription_data={"meta": {"a": "b"}}),
            "subscription_data[meta]",
            "parameter_unknown",
        ),
        (line(amount=800), "line_items[0][amount]", "parameter_unknown"),
        (session_without("mode"), "mode", "parameter_missing"),
        (session_without("success_url"), "success_url", "parameter_missing"),
        (session_without("line_items"), "line_items", "parameter_missing"),
        (line(quantity=None), "line_items[0][quantity]", "parameter_missing"),
        (
            line(price_data={"unit_amount": 5}),
            "line_items[0][price_data][currency]",
            "parameter_missing",
        ),
        (session_with(mode="rent"), "mode", None),
        (session_with(mode=""), "mode", None),
        (session_with(ui_mode="hosted"), "ui_mode", None),
        (line(quantity="two"), "line_items[0][quantity]", "parameter_invalid_integer"),
        (line(quantity=0), "line_items[0][quantity]", "parameter_invalid_integer"),
        (session_with(expires_at="soon"), "expires_at", "parameter_invalid_integer"),
        (session_with(success_url="/thanks"), "success_url", "url_invalid"),
        (session_with(customer="cus_nobody"), "customer", "resource_missing"),
        (line(price="price_none", price_data=None), "line_items[0][price]", "resource_missing"),
        (session_with(customer_email="nobody"), "customer_email", "email_invalid"),
        (session_with(client_reference_id=""), "client_reference_id", "parameter_invalid_empty"),
        (session_with(line_items="price_1"), "line_items", None),
        (session_with(metadata={"a": {"b": "c"}}), "metadata[a]", None),
        (session_with(metadata={"k" * 41: "v"}), "metadata", None),
        (session_with(mode="payment"), "mode", None),
        (session_with(submit_type="donate"), "submit_type", None),
        (session_with(customer_creation="always"), "customer_creation", None),
        (session_with(payment_intent_data={"description": "x"}), "payment_intent_data", None),
        (
            session_with(adaptive_pricing={"enabled": "perhaps"}),
            "adaptive_pricing[enabled]",
            None,
        ),
        (line(price_data=price_data(49)), "line_items", "amount_too_small"),
        (line(price_data=price_data(-1)), "line_items[0][price_data][unit_amount]", None),
        (
            line(price_data=price_data(805, "isk")),
            "line_items[0][price_data][unit_amount]",
            "invalid_amount",
        ),
        (line(price_data=price_data(800, "zzz")), "line_items[0][price_data][currency]", None),
        (session_with(discounts=[{"coupon": "c"}]), "discounts.coupon", "sandbox_gap"),
    ],
)
def test_a_session_is_refused_by_name(
    sandbox: Running, params: Any, param: str, code: str | None
) -> None:
    refused = post(sandbox, SESSIONS, params)
    assert (refused.http_status, refused.param, refused.code) == (400, param, code)
    assert sandbox.client.v1.checkout.sessions.list().data == []
    assert sandbox.client.v1.products.list().data == []


@pytest.mark.parametrize(
    ("path", "params", "param"),
    [
        ("/v1/customers", {"source": "tok_visa"}, "source"),
        ("/v1/prices", {"currency": "usd", "product": "prod_0", "unit_amount": 5}, "product"),
        ("/v1/refunds", {"payment_intent": "pi_none"}, "payment_intent"),
        ("/v1/billing_portal/sessions", {}, "customer"),
        ("/v1/webhook_endpoints", {"url": "http://127.0.0.1/"}, "enabled_events"),
        ("/v1/products", {}, "name"),
    ],
)
def test_other_operations_are_as_strict(
    sandbox: Running, path: str, params: Any, param: str
) -> None:
    assert post(sandbox, path, params).param == param


def test_what_is_not_played_is_a_404_that_names_the_gap(sandbox: Running) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="does not play it yet") as refused:
        sandbox.client.v1.coupons.list()
    assert (refused.value.http_status, refused.value.code) == (404, "sandbox_gap")


def test_an_unknown_id_is_a_404(sandbox: Running) -> None:
    with pytest.raises(
        stripe.InvalidRequestError, match="No such subscription: 'sub_0'"
    ) as refused:
        sandbox.client.v1.subscriptions.retrieve("sub_0")
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")


def test_an_id_of_another_kind_is_no_id(sandbox: Running) -> None:
    customer = sandbox.client.v1.customers.create()
    with pytest.raises(stripe.InvalidRequestError, match="No such invoice"):
        sandbox.client.v1.invoices.retrieve(customer.id)


@pytest.mark.parametrize("key", ["sk_test_of_someone_else", "sk_live_key"])
def test_a_foreign_key_is_refused(sandbox: Running, key: str) -> None:
    with pytest.raises(stripe.AuthenticationError, match="Invalid API Key"):
        client_for(sandbox.url, key).v1.customers.list()


def test_no_key_and_another_version_are_refused(sandbox: Running) -> None:
    url = f"{sandbox.url}/v1/customers"
    assert requests.get(url, timeout=30).status_code == 401
    signed = {"Authorization": f"Bearer {KEY}"}
    old = requests.get(url, headers={**signed, "Stripe-Version": "2024-06-20"}, timeout=30)
    assert old.status_code == 400
    assert "2024-06-20" in old.json()["error"]["message"]
    good = requests.get(url, headers=signed, timeout=30)
    assert good.status_code == 200
    assert good.headers["Request-Id"].startswith("req_")
    assert requests.get(url, auth=(KEY, ""), timeout=30).status_code == 200


def test_a_switch_lets_the_official_command_line_tool_in(tmp_path: Path) -> None:
    with running(tmp_path / "s", any_version=True) as open_sandbox:
        signed = {"Authorization": f"Bearer {KEY}", "Stripe-Version": "2024-06-20"}
        url = f"{open_sandbox.url}/v1/customers"
        assert requests.post(url, headers=signed, timeout=30).status_code == 200


def test_no_more_is_refunded_than_was_paid(sandbox: Running) -> None:
    v1, charge = sandbox.client.v1, donate(sandbox)
    v1.refunds.create({"charge": charge.id, "amount": 500})
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded") as refused:
        v1.refunds.create({"charge": charge.id, "amount": 301})
    assert refused.value.param == "amount"
    v1.refunds.create({"charge": charge.id})
    with pytest.raises(stripe.InvalidRequestError) as again:
        v1.refunds.create({"charge": charge.id})
    assert again.value.code == "charge_already_refunded"


def test_metadata_merges_and_unsets(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    made = v1.customers.create({"metadata": {"app": "portal", "account_id": "7"}})
    more = v1.customers.update(made.id, {"metadata": {"account_id": "", "note": "x"}})
    assert more.metadata and more.metadata.to_dict() == {"app": "portal", "note": "x"}
    none = v1.customers.update(made.id, {"metadata": ""})
    assert none.metadata is not None and none.metadata.to_dict() == {}


def test_a_deleted_customer_is_gone_and_pays_no_more(sandbox: Running) -> None:
    v1, made = sandbox.client.v1, subscribe(sandbox)
    assert v1.customers.delete(str(made.customer)).deleted is True
    assert v1.subscriptions.retrieve(made.id).status == "canceled"
    refused = post(sandbox, SESSIONS, session_with(customer=str(made.customer)))
    assert refused.code == "resource_missing"


@pytest.mark.parametrize(
    ("expand", "words"),
    [
        ("latest_invoice.payments.data.payment.payment_intent", "more than 4 levels"),
        ("currency", "cannot be expanded"),
        ("invoice", "cannot be expanded"),
        ("items", None),
        ("items.data.price.product", None),
        ("items.price", "expanded .price"),
        ("items.data.price", "expanded .price"),
        ("items.data.price.colour", "expanded .colour"),
        ("pending_setup_intent.payment_method", None),
        ("pending_setup_intent.colour", "expanded .colour"),
        ("latest_invoice.payments.data.payment", "expanded .payment"),
        ("default_source.colour", "expanded .colour"),
    ],
)
def test_a_wrong_expansion_is_refused_whatever_is_there(
    sandbox: Running, expand: str, words: str | None
) -> None:
    v1, made = sandbox.client.v1, subscribe(sandbox)
    with pytest.raises(stripe.InvalidRequestError, match=words) if words else nullcontext():
        v1.subscriptions.retrieve(made.id, {"expand": [expand]})
    nobody = v1.customers.create().id
    in_list = f"data.{expand}"
    if "more than" not in str(words) and in_list.count(".") < 4:
        with pytest.raises(stripe.InvalidRequestError, match=words) if words else nullcontext():
            v1.subscriptions.list({"customer": nobody, "expand": [in_list]})


@pytest.mark.parametrize("expand", ["customer", "data", "colour", "dta.customer"])
def test_a_list_is_expanded_within_its_data_only(sandbox: Running, expand: str) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        sandbox.client.v1.subscriptions.list({"expand": [expand]})


def test_what_every_list_holds_is_known() -> None:
    lists = [row for row in OPERATIONS if "List" in row.params]
    assert len(lists) > 20
    for row in lists:
        kind = {"LineItem": "item"}.get(element(row.params).__name__)
        assert (kind or element(row.params).OBJECT_NAME) in OBJECT_CLASSES, row.params
