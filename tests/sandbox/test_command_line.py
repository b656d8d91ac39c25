"""The very requests that Stripe's command-line tool sends, noted from its version 1.52.0.

`stripe trigger` runs such requests one after another; it sends no Stripe-Version of its own.
"""

from typing import Any

import pytest
import requests

from tests.sandbox.fixtures import KEY, Running
from tests.sandbox.listener import Listener
from tests.sandbox.shop import event_kinds

WORDS = "description=%28created+by+Stripe+CLI%29"
PRODUCT = ("POST", "/v1/products", f"name=myproduct&{WORDS}")
PRICE = (
    "POST",
    "/v1/prices",
    "product={0}&unit_amount=1500&currency=usd&recurring[interval]=month",
)
CUSTOMER = ("POST", "/v1/customers", WORDS)
CARD = "payment_method=pm_card_visa"
TRIGGERS: dict[str, list[tuple[str, str, str]]] = {
    "product.created": [PRODUCT],
    "product.updated": [PRODUCT, ("POST", "/v1/products/{0}", "metadata[foo]=bar")],
    "product.deleted": [PRODUCT, ("DELETE", "/v1/products/{0}", "")],
    "price.created": [PRODUCT, PRICE],
    "price.updated": [PRODUCT, PRICE, ("POST", "/v1/prices/{1}", "metadata[foo]=bar")],
    "customer.created": [CUSTOMER],
    "customer.updated": [CUSTOMER, ("POST", "/v1/customers/{0}", "metadata[foo]=bar")],
    "customer.deleted": [CUSTOMER, ("DELETE", "/v1/customers/{0}", "")],
    "payment_method.attached": [
        CUSTOMER,
        ("POST", "/v1/payment_methods/pm_card_visa/attach", "customer={0}"),
    ],
    "customer.subscription.created": [
        (
            "POST",
            "/v1/customers",
            f"invoice_settings[default_payment_method]=pm_card_visa&{WORDS}&{CARD}",
        ),
        PRODUCT,
        ("POST", "/v1/prices", PRICE[2].replace("{0}", "{1}")),
        ("POST", "/v1/subscriptions", "customer={0}&items[0][price]={2}"),
    ],
    "test_helpers.test_clock.created": [
        (
            "POST",
            "/v1/test_helpers/test_clocks",
            "frozen_time=1577836800&name=%28created+by+Stripe+CLI%29",
        ),
    ],
}


def sent(sandbox: Running, method: str, path: str, body: str) -> Any:
    """What the sandbox answers to the tool."""
    return requests.request(
        method,
        sandbox.url + path,
        data=body,
        headers={
            "Authorization": f"Bearer {KEY}",
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": "Stripe/v1 stripe-cli/1.52.0",
        },
        timeout=30,
    )


@pytest.mark.parametrize("kind", TRIGGERS)
def test_the_tool_can_trigger(sandbox: Running, kind: str) -> None:
    made: list[str] = []
    for method, path, body in TRIGGERS[kind]:
        answer = sent(sandbox, method, path.format(*made), body.format(*made))
        assert answer.status_code == 200, answer.text
        made.append(answer.json()["id"])
    assert kind in event_kinds(sandbox)


def test_a_product_with_prices_cannot_be_deleted(sandbox: Running) -> None:
    product = sent(sandbox, *PRODUCT).json()["id"]
    sent(sandbox, PRICE[0], PRICE[1], PRICE[2].format(product))
    assert sent(sandbox, "DELETE", f"/v1/products/{product}", "").status_code == 400
    assert "product.deleted" not in event_kinds(sandbox)


def test_the_tool_can_have_an_event_sent_again(sandbox: Running, listener: Listener) -> None:
    sent(sandbox, *CUSTOMER)
    (event,) = listener.wait_for("customer.created")
    again = sent(sandbox, "POST", f"/v1/events/{event.id}/retry", "for_stripecli=true")
    assert again.json()["id"] == event.id
    listener.wait_for("customer.created", 2)


def test_listening_is_refused_in_words_that_help(sandbox: Running) -> None:
    body = "device_name=vm&websocket_features%5B%5D=webhooks&websocket_features%5B%5D=v2_events"
    answer = sent(sandbox, "POST", "/v1/stripecli/sessions", body)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "sandbox_gap"
    assert "websocket" in answer.json()["error"]["message"]
