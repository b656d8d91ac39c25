"""Disputes: the payer's bank takes the money, and decides."""

import pytest

from portal.money import Money
from tests.scenarios.person import Person
from tests.scenarios.stage import Stage


@pytest.fixture
def greta(stage: Stage) -> Person:
    """A member whose payment is disputed."""
    person = stage.person("greta@example.org")
    person.support("monthly", "8", card="disputed")
    stage.carry_until("charge.dispute.created", "charge.dispute.funds_withdrawn")
    return person


def the_dispute(stage: Stage, person: Person) -> str:
    """Stripe's id of it."""
    (found,) = stage.stripe.disputes.list({"charge": person.charges[0].id}).data
    return found.id


def test_while_a_dispute_is_open_the_member_counts(stage: Stage, greta: Person) -> None:
    assert greta.reversals == [("dispute", "open", 800)]
    assert (greta.counts, greta.moves) == (True, ["joined"])
    assert stage.movements() == [("charge", 800), ("dispute", -800)]
    assert not greta.payments[0].is_disputed


def test_a_dispute_won_gives_the_money_back(stage: Stage, greta: Person) -> None:
    stage.answer_dispute(the_dispute(stage, greta), "won")
    stage.carry_until("charge.dispute.closed", "charge.dispute.funds_reinstated")
    assert greta.reversals == [("dispute", "won", 800)]
    assert (greta.counts, greta.moves) == (True, ["joined"])
    assert stage.movements() == [("charge", 800), ("dispute", -800), ("dispute_reversal", 800)]
    assert not greta.payments[0].is_disputed


def test_a_dispute_lost_ends_the_counting(stage: Stage, greta: Person) -> None:
    stage.answer_dispute(the_dispute(stage, greta), "lost")
    stage.carry_until("charge.dispute.closed")
    assert greta.reversals == [("dispute", "lost", 800)]
    assert greta.payments[0].is_disputed
    assert greta.payments[0].refunded == Money(0, "usd")
    assert (stage.members(), greta.moves) == (0, ["joined", "disputed"])
    assert greta.held.paid_through is None
    assert stage.movements() == [("charge", 800), ("dispute", -800)]
    fees = sum(entry.fee_minor for entry in stage.ledger() if entry.category == "dispute")
    assert fees > 0
