"""Declined cards are counted where they tell of an attack: at checkouts, not at renewals."""

from datetime import timedelta

import pytest

from portal.billing import declines
from portal.extensions import db, end_read
from portal.support.payment_desk import payment_desk
from tests.billing.story import Story
from tests.sandbox.driver import CARDS, NotPaid, pay

AGES_AGO = timedelta(days=400)


def refuse(url: str) -> None:
    with pytest.raises(NotPaid):
        pay(url, email="bohdan@example.org", card=CARDS["declined"])


def declined(story: Story) -> int:
    story.deliver()
    end_read()
    return declines.count_since(db.session(), story.moment() - AGES_AGO)


def test_a_card_declined_at_a_checkout_counts_each_time(story: Story) -> None:
    checkout = story.open(story.choose(cadence=None))
    for _ in range(2):
        refuse(checkout.url)
    assert declined(story) == 2
    pay(checkout.url, email="bohdan@example.org")
    assert declined(story) == 2


def test_a_renewal_that_fails_is_no_attack(story: Story) -> None:
    story.subscribe("alisa@example.org")
    checkout = story.open(story.choose())
    pay(checkout.url, email="bohdan@example.org", card=CARDS["fails_later"])
    story.advance_a_month()
    assert declined(story) == 0


def test_what_was_long_ago_does_not_count(story: Story) -> None:
    checkout = story.open(story.choose(cadence=None))
    refuse(checkout.url)
    assert declined(story) == 1
    end_read()
    assert payment_desk().declined_since(story.moment() + timedelta(minutes=1)) == 0
