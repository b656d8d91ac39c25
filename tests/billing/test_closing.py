"""Checkouts that one browser has too many of can no longer be paid."""

from portal.support.payment_desk import payment_desk
from tests.billing.story import Story
from tests.sandbox.driver import pay


def test_only_the_named_open_checkouts_are_closed(story: Story) -> None:
    ids = [story.choose() for _ in range(3)]
    urls = [story.open(attempt_id).url for attempt_id in ids[:2]]
    payment_desk().close_attempts([ids[0], ids[2]])  # the last was never opened
    payment_desk().close_attempts([ids[0]])
    assert [story.attempt(attempt_id).state for attempt_id in ids] == ["expired", "open", "made"]
    assert sorted(session.status or "" for session in story.sessions()) == ["expired", "open"]
    pay(urls[1], email="alisa@example.org")
    story.deliver()
    assert story.members() == 1


def test_one_that_was_paid_meanwhile_stays_paid(story: Story) -> None:
    attempt_id = story.choose()
    pay(story.open(attempt_id).url, email="alisa@example.org")
    payment_desk().close_attempts([attempt_id])
    story.deliver()
    assert (story.attempt(attempt_id).state, story.members()) == ("paid", 1)
