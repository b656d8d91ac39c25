"""Lists: pages, cursors, ranges, filters."""

import pytest
import stripe

from tests.sandbox.fixtures import Running
from tests.sandbox.shop import subscribe


def test_pages_run_from_newest_to_oldest_and_back(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    names = [v1.customers.create({"email": f"r{n}@example.org"}).id for n in range(5)][::-1]
    first = v1.customers.list({"limit": 2})
    assert ([row.id for row in first.data], first.has_more) == (names[:2], True)
    second = v1.customers.list({"limit": 3, "starting_after": names[1]})
    assert ([row.id for row in second.data], second.has_more) == (names[2:], False)
    back = v1.customers.list({"limit": 2, "ending_before": names[4]})
    assert ([row.id for row in back.data], back.has_more) == (names[2:4], True)
    assert [row.id for row in v1.customers.list({"limit": 2}).auto_paging_iter()] == names


@pytest.mark.parametrize("limit", [0, 101])
def test_a_page_has_one_to_a_hundred_rows(sandbox: Running, limit: int) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sandbox.client.v1.customers.list({"limit": limit})
    assert (refused.value.param, refused.value.code) == ("limit", "parameter_invalid_integer")


def test_a_cursor_must_exist(sandbox: Running) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sandbox.client.v1.customers.list({"starting_after": "cus_0"})
    assert refused.value.param == "starting_after"


def test_a_range_of_creation_times(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    first = v1.customers.create()
    sandbox.control.advance(days=2)
    second = v1.customers.create()
    later = v1.customers.list({"created": {"gt": first.created, "lte": second.created}})
    assert [row.id for row in later.data] == [second.id]
    earlier = v1.customers.list({"created": {"gte": first.created, "lt": second.created}})
    assert [row.id for row in earlier.data] == [first.id]


def test_cancelled_subscriptions_are_listed_when_asked_for(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    kept, gone = subscribe(sandbox), subscribe(sandbox)
    v1.subscriptions.cancel(gone.id)
    assert [row.id for row in v1.subscriptions.list().data] == [kept.id]
    assert [row.id for row in v1.subscriptions.list({"status": "all"}).data] == [gone.id, kept.id]
    assert [row.id for row in v1.subscriptions.list({"status": "canceled"}).data] == [gone.id]
    of_one = v1.subscriptions.list({"customer": str(gone.customer), "status": "all"})
    assert [row.id for row in of_one.data] == [gone.id]


def test_events_are_listed_by_type_and_family(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    subscribe(sandbox)
    assert [row.type for row in v1.events.list({"type": "invoice.paid"}).data] == ["invoice.paid"]
    two = v1.events.list({"types": ["charge.succeeded", "invoice.paid"]}).data
    assert {row.type for row in two} == {"charge.succeeded", "invoice.paid"}
    family = {row.type for row in v1.events.list({"type": "payment_intent.*"}).data}
    assert family == {"payment_intent.created", "payment_intent.succeeded"}


def test_expansion_reaches_through_lists(sandbox: Running) -> None:
    made = subscribe(sandbox)
    found = sandbox.client.v1.subscriptions.list({"expand": ["data.latest_invoice.payments"]})
    invoice = found.data[0].latest_invoice
    assert isinstance(invoice, stripe.Invoice)
    assert invoice.payments and invoice.payments.data[0].status == "paid"
    plain = sandbox.client.v1.invoices.retrieve(invoice.id)
    assert "payments" not in plain
    assert made.latest_invoice == invoice.id


def test_prices_are_found_by_their_lookup_key(sandbox: Running) -> None:
    v1 = sandbox.client.v1
    product = v1.products.create({"name": "Membership"})
    price = v1.prices.create(
        {
            "currency": "usd",
            "unit_amount": 800,
            "product": product.id,
            "recurring": {"interval": "month"},
            "lookup_key": "monthly",
        }
    )
    assert [row.id for row in v1.prices.list({"lookup_keys": ["monthly"]}).data] == [price.id]
    with pytest.raises(stripe.InvalidRequestError, match="already uses that lookup key"):
        v1.prices.create(
            {"currency": "usd", "unit_amount": 1, "product": product.id, "lookup_key": "monthly"}
        )
