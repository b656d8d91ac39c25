"""Renewals: one that is paid, one that fails and recovers, one that fails to the end."""

from datetime import UTC, datetime, timedelta

import pytest

from portal import clock
from portal.money import Money
from portal.support.standing import Standing
from tests.scenarios.person import Person
from tests.scenarios.stage import FAILING_CARD, HOUR, Stage

EIGHT = Money(800, "usd")
# As the method page promises; not the portal's own constant.
GRACE = timedelta(days=14)


@pytest.fixture
def alisa(stage: Stage) -> Person:
    """A member of one month."""
    person = stage.person("alisa@example.org")
    person.support("monthly", "8")
    return person


def fail_to_renew(stage: Stage, person: Person) -> None:
    """The card stops working, and the next renewal's first try fails."""
    stage.charge_to(person, FAILING_CARD)
    stage.let_pass(person.period_end + 2 * HOUR, "invoice.payment_failed")


def next_try(person: Person) -> datetime | None:
    """When Stripe tries the last invoice again."""
    at = person.invoices[-1].next_payment_attempt
    return datetime.fromtimestamp(at, UTC) if at else None


def test_a_renewal_is_paid_and_booked_as_one(stage: Stage, alisa: Person) -> None:
    before = alisa.paid_through
    stage.let_pass(alisa.period_end + 2 * HOUR, "invoice.paid", "charge.updated")
    assert alisa.held.standing is Standing.ACTIVE
    assert alisa.paid_through == alisa.period_end > before
    assert [(p.is_renewal, p.amount) for p in alisa.payments] == [(False, EIGHT), (True, EIGHT)]
    assert stage.movements() == [("charge", 800), ("charge", 800)]
    assert (stage.members(), alisa.moves) == (1, ["joined"])
    assert [invoice.billing_reason for invoice in alisa.invoices] == [
        "subscription_create",
        "subscription_cycle",
    ]


def test_in_the_hour_before_a_renewal_is_charged_the_member_counts(
    stage: Stage, alisa: Person
) -> None:
    stage.let_pass(alisa.period_end + HOUR / 2, "invoice.created")
    assert alisa.paid_through < clock.now()
    assert [invoice.status for invoice in alisa.invoices] == ["paid", "draft"]
    assert alisa.counts
    stage.let_pass(clock.now() + 2 * HOUR, "invoice.paid")
    assert alisa.paid_through > clock.now()
    assert alisa.moves == ["joined"]


def test_a_failed_renewal_recovers_with_another_card(stage: Stage, alisa: Person) -> None:
    before = alisa.paid_through
    fail_to_renew(stage, alisa)
    assert (alisa.held.standing, alisa.subscription.status) == (Standing.PAST_DUE, "past_due")
    assert (alisa.paid_through, alisa.counts, alisa.paid) == (before, True, [EIGHT])
    stage.give_card(alisa)
    retried = next_try(alisa)
    assert retried is not None
    stage.let_pass(retried + HOUR, "invoice.paid")
    assert (alisa.held.standing, alisa.subscription.status) == (Standing.ACTIVE, "active")
    assert alisa.paid_through == alisa.period_end > before
    assert [p.is_renewal for p in alisa.payments] == [False, True]
    assert stage.movements() == [("charge", 800), ("charge", 800)]
    assert alisa.moves == ["joined"]


def test_a_failed_renewal_that_never_recovers_ends_the_membership(
    stage: Stage, alisa: Person
) -> None:
    before = alisa.paid_through
    fail_to_renew(stage, alisa)
    grace_ends, tries = before + GRACE, 1
    while (again := next_try(alisa)) is not None:
        for moment in sorted((grace_ends - HOUR, grace_ends + HOUR, again + HOUR)):
            if clock.now() < moment <= again + HOUR:
                stage.let_pass(moment)
                is_retried = alisa.subscription.status == "past_due"
                assert alisa.counts == (is_retried and moment < grace_ends)
        tries += 1
    assert tries > 1
    held = alisa.held
    assert (held.standing, held.end_reason) == (Standing.ENDED, "payment_failed")
    assert (alisa.paid_through, alisa.paid) == (before, [EIGHT])
    assert (stage.members(), alisa.moves) == (0, ["joined", "lapsed"])
    assert stage.movements() == [("charge", 800)]
    assert alisa.subscription.status == "canceled"
    assert {charge.status for charge in alisa.charges[1:]} == {"failed"}
