"""Cancelling and taking it back, on our page and on Stripe's billing portal."""

import pytest

from portal.money import Money
from portal.support.standing import Standing
from tests.scenarios.person import Person
from tests.scenarios.stage import HOUR, Stage

EIGHT = Money(800, "usd")


@pytest.fixture
def emil(stage: Stage) -> Person:
    """A member of one month."""
    person = stage.person("emil@example.org")
    person.support("monthly", "8")
    return person


def assert_leaves_with_the_period(stage: Stage, person: Person) -> None:
    """The membership runs, counts until its end, then is over; nothing more is charged."""
    end = person.period_end
    assert (person.held.standing, person.held.ends_at) == (Standing.ACTIVE, end)
    stage.let_pass(end - HOUR)
    assert person.counts
    stage.let_pass(end + 2 * HOUR, "customer.subscription.deleted")
    held = person.held
    assert (held.standing, held.end_reason) == (Standing.ENDED, "cancelled")
    assert (stage.members(), person.moves) == (0, ["joined", "cancelled"])
    assert (person.paid, person.paid_through) == ([EIGHT], end)
    assert person.subscription.status == "canceled"
    assert stage.movements() == [("charge", 800)]


def assert_goes_on(stage: Stage, person: Person) -> None:
    """No end is scheduled, here or at Stripe, and the next renewal is paid."""
    assert (person.held.standing, person.held.ends_at) == (Standing.ACTIVE, None)
    found = person.subscription
    assert (found.cancel_at, found.cancel_at_period_end) == (None, False)
    stage.let_pass(person.period_end + 2 * HOUR, "invoice.paid")
    assert (person.paid, person.moves) == ([EIGHT, EIGHT], ["joined"])


def test_cancelled_on_our_page_it_ends_with_its_period(stage: Stage, emil: Person) -> None:
    emil.cancel()
    assert emil.subscription.cancel_at_period_end
    assert_leaves_with_the_period(stage, emil)


def test_cancelled_and_kept_on_our_page_it_goes_on(stage: Stage, emil: Person) -> None:
    emil.cancel()
    emil.keep()
    assert_goes_on(stage, emil)


def test_cancelled_on_stripes_portal_it_ends_with_its_period(stage: Stage, emil: Person) -> None:
    stage.plan(emil, "cancel")
    assert emil.subscription.cancel_at == int(emil.period_end.timestamp())
    assert_leaves_with_the_period(stage, emil)


def test_cancelled_and_kept_on_stripes_portal_it_goes_on(stage: Stage, emil: Person) -> None:
    stage.plan(emil, "cancel")
    assert emil.held.ends_at == emil.period_end
    stage.plan(emil, "keep")
    assert_goes_on(stage, emil)


def test_cancelled_on_stripes_portal_it_can_be_kept_on_our_page(stage: Stage, emil: Person) -> None:
    stage.plan(emil, "cancel")
    emil.keep()
    assert_goes_on(stage, emil)
