"""Becoming a member: by month, by year, after a decline, past the bank's question."""

from datetime import timedelta

import pytest

from portal.money import Money
from portal.support.standing import Cadence, Standing
from tests.sandbox.driver import NotPaid
from tests.scenarios.stage import Stage

DAY = timedelta(days=1)


def test_a_monthly_membership_counts_and_is_booked_once(stage: Stage) -> None:
    alisa = stage.person("alisa@example.org")
    alisa.support("monthly", "8")
    held = alisa.held
    assert (held.standing, held.cadence, held.amount) == (
        Standing.ACTIVE,
        Cadence.MONTHLY,
        Money(800, "usd"),
    )
    assert alisa.paid_through == alisa.period_end
    assert timedelta(28) - DAY < alisa.period_end - held.started_at < timedelta(31) + DAY
    assert stage.members() == 1
    assert alisa.moves == ["joined"]
    (payment,) = alisa.payments
    assert (payment.kind, payment.is_renewal, payment.refunded) == (
        "membership",
        False,
        Money(0, "usd"),
    )
    (entry,) = stage.ledger()
    (charge,) = alisa.charges
    assert entry.source_ref == charge.id
    assert (entry.category, entry.gross_minor, entry.is_foreign) == ("charge", 800, False)
    assert 0 < entry.fee_minor == entry.gross_minor - entry.net_minor
    (invoice,) = alisa.invoices
    assert (invoice.status, invoice.billing_reason) == ("paid", "subscription_create")
    assert alisa.subscription.status == "active"


def test_a_yearly_membership_is_paid_for_a_year(stage: Stage) -> None:
    bohdan = stage.person("bohdan@example.org")
    bohdan.support("yearly", "80")
    assert bohdan.held.cadence is Cadence.YEARLY
    assert bohdan.paid_through - bohdan.held.started_at >= timedelta(365)
    assert bohdan.paid == [Money(8000, "usd")]
    assert bohdan.counts


def test_after_a_decline_another_card_pays_the_same_checkout(stage: Stage) -> None:
    chidi = stage.person("chidi@example.org")
    page = chidi.choose("monthly", "8")
    with pytest.raises(NotPaid):
        chidi.pay(page, card="declined")
    stage.carry()
    assert (stage.members(), chidi.payments, stage.ledger()) == (0, [], [])
    chidi.pay(page)
    assert chidi.counts
    assert chidi.paid == [Money(800, "usd")]
    assert stage.movements() == [("charge", 800)]
    assert [charge.amount for charge in chidi.charges if charge.paid] == [800]


def test_the_banks_question_answered_with_yes_makes_a_member(stage: Stage) -> None:
    dorota = stage.person("dorota@example.org")
    dorota.support(card="asks_bank")
    assert dorota.counts
    assert dorota.held.standing is Standing.ACTIVE
    assert stage.movements() == [("charge", 800)]
    assert dorota.subscription.status == "active"


def test_the_banks_question_answered_with_no_leaves_nothing(stage: Stage) -> None:
    emil = stage.person("emil@example.org")
    page = emil.choose("monthly", "8")
    with pytest.raises(NotPaid):
        emil.pay(page, card="asks_bank", bank="fail")
    stage.carry()
    assert (stage.members(), emil.payments, stage.ledger()) == (0, [], [])
    emil.pay(page, card="asks_bank")
    assert emil.counts
    assert emil.paid == [Money(800, "usd")]
