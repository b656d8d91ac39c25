"""Pausing a membership, and taking it up again."""

from datetime import timedelta

import pytest

from portal import clock
from portal.money import Money
from portal.support.payment_desk import payment_desk
from portal.support.standing import Standing
from tests.scenarios.person import Person
from tests.scenarios.stage import HOUR, Stage

EIGHT = Money(800, "usd")


@pytest.fixture
def dorota(stage: Stage) -> Person:
    """A member who paused."""
    person = stage.person("dorota@example.org")
    person.support("monthly", "8")
    payment_desk().pause(person.held.id)
    stage.carry("customer.subscription.paused")
    return person


def test_a_pause_keeps_what_was_paid_and_charges_nothing(stage: Stage, dorota: Person) -> None:
    end = dorota.paid_through
    assert (dorota.held.standing, dorota.subscription.status) == (Standing.PAUSED, "paused")
    assert (dorota.counts, dorota.reversals) == (True, [])
    stage.let_pass(end - HOUR)
    assert dorota.counts
    stage.let_pass(end + timedelta(20))
    assert (dorota.paid_through, dorota.counts) == (end, False)
    assert dorota.paid == [EIGHT]
    assert stage.movements() == [("charge", 800)]
    assert (stage.members(), dorota.moves) == (0, ["joined", "lapsed"])
    assert len(dorota.charges) == 1


def test_who_resumes_pays_for_a_period_that_begins_then(stage: Stage, dorota: Person) -> None:
    stage.let_pass(dorota.paid_through + timedelta(20))
    payment_desk().resume(dorota.held.id)
    stage.carry("customer.subscription.resumed", "invoice.paid", "charge.updated")
    assert (dorota.held.standing, dorota.subscription.status) == (Standing.ACTIVE, "active")
    assert dorota.paid == [EIGHT, EIGHT]
    assert dorota.paid_through == dorota.period_end > clock.now() + timedelta(27)
    assert (stage.members(), dorota.moves) == (1, ["joined", "lapsed", "returned"])
    assert stage.movements() == [("charge", 800), ("charge", 800)]


def test_who_resumes_within_what_was_paid_never_stopped_counting(
    stage: Stage, dorota: Person
) -> None:
    payment_desk().resume(dorota.held.id)
    stage.carry("customer.subscription.resumed")
    assert dorota.held.standing is Standing.ACTIVE
    assert dorota.moves == ["joined"]
    assert dorota.paid_through == dorota.period_end
