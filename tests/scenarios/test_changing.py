"""Another amount, another cadence."""

from datetime import timedelta

from portal.money import Money
from portal.support.payment_desk import payment_desk
from portal.support.standing import Cadence
from tests.scenarios.stage import HOUR, Stage

EIGHT, TWELVE, EIGHTY = Money(800, "usd"), Money(1200, "usd"), Money(8000, "usd")


def test_another_amount_is_charged_from_the_next_period_on(stage: Stage) -> None:
    bohdan = stage.person("bohdan@example.org")
    bohdan.support("monthly", "8")
    before = bohdan.paid_through
    payment_desk().change(bohdan.held.id, TWELVE, Cadence.MONTHLY)
    stage.carry("customer.subscription.updated")
    assert (bohdan.held.amount, bohdan.paid) == (TWELVE, [EIGHT])
    assert bohdan.paid_through == before == bohdan.period_end
    assert bohdan.item.price.unit_amount == 1200
    stage.let_pass(before + 2 * HOUR, "invoice.paid")
    assert bohdan.paid == [EIGHT, TWELVE]
    assert bohdan.paid_through > before
    assert stage.movements() == [("charge", 800), ("charge", 1200)]
    assert bohdan.moves == ["joined"]


def test_another_cadence_is_charged_at_once_for_a_new_period(stage: Stage) -> None:
    chidi = stage.person("chidi@example.org")
    chidi.support("monthly", "8")
    before = chidi.paid_through
    payment_desk().change(chidi.held.id, EIGHTY, Cadence.YEARLY)
    stage.carry("customer.subscription.updated", "invoice.paid", "charge.updated")
    held = chidi.held
    assert (held.cadence, held.amount) == (Cadence.YEARLY, EIGHTY)
    assert chidi.paid == [EIGHT, EIGHTY]
    assert chidi.paid_through == chidi.period_end > before + timedelta(300)
    assert [payment.is_renewal for payment in chidi.payments] == [False, False]
    assert stage.movements() == [("charge", 800), ("charge", 8000)]
    assert [invoice.billing_reason for invoice in chidi.invoices] == [
        "subscription_create",
        "subscription_update",
    ]
    assert chidi.item.price.recurring is not None
    assert chidi.item.price.recurring.interval == "year"
    assert chidi.moves == ["joined"]
