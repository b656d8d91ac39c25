"""Billing portal configurations: made, changed, and obeyed by the portal's pages."""

from typing import Any

import pytest
import requests
import stripe

from tests.sandbox.fixtures import Running
from tests.sandbox.shop import event_kinds, invoices_of, item_of, subscribe, subscription

CARD_ONLY: Any = {"features": {"payment_method_update": {"enabled": True}}}


def test_a_session_obeys_its_configuration(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    made = subscribe(sandbox)
    kept = v1.billing_portal.configurations.create(
        {**CARD_ONLY, "name": "Cards", "default_return_url": "http://127.0.0.1:9/account"}
    )
    assert (kept.active, kept.is_default, kept.name) == (True, False, "Cards")
    session = v1.billing_portal.sessions.create(
        {"customer": str(made.customer), "configuration": kept.id}
    )
    assert (session.configuration, session.return_url) == (kept.id, "http://127.0.0.1:9/account")
    page = requests.get(session.url, timeout=30).text
    assert "Pay with another card" in page and "Cancel" not in page
    requests.post(session.url, data={"subscription": made.id, "act": "cancel"}, timeout=30)
    assert subscription(sandbox, made.id).cancel_at is None


def test_cancelling_at_once_is_a_mode(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    made = subscribe(sandbox)
    kept = v1.billing_portal.configurations.create(
        {"features": {"subscription_cancel": {"enabled": True, "mode": "immediately"}}}
    )
    session = v1.billing_portal.sessions.create(
        {"customer": str(made.customer), "configuration": kept.id}
    )
    page = requests.get(session.url, timeout=30).text
    assert "Cancel at once" in page and "Pay with another card" not in page
    assert requests.get(f"{session.url}/card", timeout=30).status_code == 404
    requests.post(session.url, data={"subscription": made.id, "act": "cancel"}, timeout=30)
    assert subscription(sandbox, made.id).status == "canceled"


def test_invoices_are_shown_where_the_configuration_says_so(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    made, stranger = subscribe(sandbox), subscribe(sandbox, amount=2700)
    sandbox.control.advance(days=32)
    shown = v1.billing_portal.sessions.create({"customer": str(made.customer)})
    page = requests.get(shown.url, timeout=30).text
    ours, theirs = (invoices_of(sandbox, row.id) for row in (made, stranger))
    assert len(ours) == 2
    links = [page.index(f'href="{row.hosted_invoice_url}"') for row in ours]
    assert links == sorted(links, reverse=True), "the newest comes first"
    assert all(str(row.number) in page for row in ours)
    assert page.count("$8.00, paid") == 2 and "$27.00" not in page
    assert not any(str(row.hosted_invoice_url) in page for row in theirs)
    kept = v1.billing_portal.configurations.create(CARD_ONLY)
    hidden = v1.billing_portal.sessions.create(
        {"customer": str(made.customer), "configuration": kept.id}
    )
    assert "Invoices" not in requests.get(hidden.url, timeout=30).text


def test_a_draft_is_not_among_the_invoices(sandbox: Running) -> None:
    made = subscribe(sandbox)
    end = item_of(made).current_period_end
    sandbox.control.advance(to=end + 60)
    assert [row.status for row in invoices_of(sandbox, made.id)] == ["paid", "draft"]
    session = sandbox.client.v1.billing_portal.sessions.create({"customer": str(made.customer)})
    assert requests.get(session.url, timeout=30).text.count("/i/in_") == 1


def test_the_default_is_made_once_and_listed(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    customer = v1.customers.create()
    for _ in range(2):
        v1.billing_portal.sessions.create({"customer": customer.id})
    (usual,) = v1.billing_portal.configurations.list({"is_default": True}).data
    assert usual.features.subscription_cancel.enabled
    with pytest.raises(stripe.InvalidRequestError) as refused:
        v1.billing_portal.configurations.update(usual.id, {"active": False})
    assert refused.value.param == "active"


def test_a_change_keeps_the_rest_and_tells(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    kept = v1.billing_portal.configurations.create(CARD_ONLY)
    after = v1.billing_portal.configurations.update(
        kept.id,
        {
            "features": {
                "subscription_cancel": {
                    "enabled": True,
                    "cancellation_reason": {"enabled": True, "options": ["too_expensive"]},
                }
            },
            "metadata": {"app": "portal"},
        },
    )
    features = after.features
    assert features.payment_method_update.enabled and features.subscription_cancel.enabled
    assert features.subscription_cancel.cancellation_reason.options == ["too_expensive"]
    assert event_kinds(sandbox) == [
        "billing_portal.configuration.created",
        "billing_portal.configuration.updated",
    ]
    v1.billing_portal.configurations.update(kept.id, {"active": False})
    customer = v1.customers.create()
    with pytest.raises(stripe.InvalidRequestError) as refused:
        v1.billing_portal.sessions.create({"customer": customer.id, "configuration": kept.id})
    assert refused.value.param == "configuration"


@pytest.mark.parametrize(
    ("features", "param"),
    [
        ({}, "features"),
        ({"invoice_history": {"enabled": "perhaps"}}, "features[invoice_history][enabled]"),
        (
            {"subscription_cancel": {"enabled": True, "when": "now"}},
            "features[subscription_cancel][when]",
        ),
        (
            {
                "subscription_cancel": {
                    "enabled": True,
                    "cancellation_reason": {"enabled": True, "options": ""},
                }
            },
            "features[subscription_cancel][cancellation_reason][options]",
        ),
        ({"subscription_pause": {"enabled": True}}, "features[subscription_pause][enabled]"),
    ],
)
def test_a_configuration_is_refused_by_name(sandbox: Running, features: Any, param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sandbox.client.v1.billing_portal.configurations.create({"features": features})
    assert refused.value.param == param
