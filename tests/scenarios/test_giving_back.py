"""Refunds, whole and in part, by our desk and in Stripe's dashboard."""

import pytest

from portal.money import Money
from portal.support.payment_desk import payment_desk
from portal.support.standing import Standing
from tests.scenarios.person import Person
from tests.scenarios.stage import HOUR, Stage

WORD = "requested_by_customer"


@pytest.fixture
def farid(stage: Stage) -> Person:
    """A member of one month."""
    person = stage.person("farid@example.org")
    person.support("monthly", "8")
    return person


def test_a_whole_refund_ends_the_counting_and_not_the_membership(
    stage: Stage, farid: Person
) -> None:
    payment_desk().refund(farid.payments[0].id, None, WORD)
    stage.carry("charge.refunded", "refund.created")
    assert farid.reversals == [("refund", "done", 800)]
    assert (farid.held.paid_through, farid.held.standing) == (None, Standing.ACTIVE)
    assert (stage.members(), farid.moves) == (0, ["joined", "refunded"])
    assert stage.movements() == [("charge", 800), ("refund", -800)]
    assert farid.charges[0].refunded


def test_refunds_in_part_change_nothing_until_all_is_given_back(
    stage: Stage, farid: Person
) -> None:
    through, payment = farid.paid_through, farid.payments[0].id
    payment_desk().refund(payment, Money(300, "usd"), WORD)
    stage.carry("charge.refunded")
    assert (farid.paid_through, farid.counts) == (through, True)
    assert farid.payments[0].refunded == Money(300, "usd")
    assert (farid.charges[0].amount_refunded, farid.charges[0].refunded) == (300, False)
    payment_desk().refund(payment, Money(500, "usd"), WORD)
    stage.carry("charge.refunded")
    assert (farid.held.paid_through, farid.counts) == (None, False)
    assert farid.reversals == [("refund", "done", 300), ("refund", "done", 500)]
    assert sum(gross for _, gross in stage.movements()) == 0


def test_a_refund_in_stripes_dashboard_arrives_by_its_events(stage: Stage, farid: Person) -> None:
    intent = str(farid.charges[0].payment_intent)
    stage.stripe.refunds.create({"payment_intent": intent})
    stage.carry("charge.refunded", "refund.created")
    assert farid.reversals == [("refund", "done", 800)]
    assert (stage.members(), farid.moves) == (0, ["joined", "refunded"])
    assert stage.movements() == [("charge", 800), ("refund", -800)]


def test_a_renewal_given_back_leaves_the_period_before_it(stage: Stage, farid: Person) -> None:
    first = farid.paid_through
    stage.let_pass(first + 2 * HOUR, "invoice.paid")
    assert farid.counts
    payment_desk().refund(farid.payments[-1].id, None, WORD)
    stage.carry("charge.refunded")
    assert (farid.paid_through, farid.counts) == (first, False)
    assert farid.moves == ["joined", "refunded"]
    assert stage.movements() == [("charge", 800), ("charge", 800), ("refund", -800)]
