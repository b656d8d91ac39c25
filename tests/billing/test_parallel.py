"""Deliveries and thanks pages at the same moment, in real threads, on both databases."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from portal.accounts.models import Account
from portal.billing.models import StripeCustomer, StripeEvent
from portal.finance.models import LedgerEntry
from portal.support.models import Membership, Payment
from portal.support.payment_desk import payment_desk
from tests.billing.story import Story, signed


def test_parallel_duplicates_are_applied_once(story_on_both: Story) -> None:
    story = story_on_both
    story.subscribe("alisa@example.org")
    events = [json.dumps(e.to_dict(for_json=True)).encode() for e in story.events()]

    def deliver(turn: int) -> set[int]:
        client = story.app.test_client()
        shifted = events[turn:] + events[:turn]
        return {
            client.post(
                "/stripe/webhook", data=body, headers={"Stripe-Signature": signed(body)}
            ).status_code
            for body in shifted
        }

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(deliver, range(4)))
    assert answers == [{200}] * 4
    for hours in range(1, 4):
        story.sweep(timedelta(hours=hours))
    assert story.members() == 1
    assert story.how_many(StripeEvent) == len(events)
    assert story.states().get("waiting", 0) == story.states().get("parked", 0) == 0
    for table in (Account, Membership, Payment, LedgerEntry):
        assert story.how_many(table) == 1


def test_one_account_opening_in_parallel_has_one_customer(story_on_both: Story) -> None:
    story = story_on_both
    alisa = story.account("alisa@example.org")
    attempts = [story.choose(account_id=alisa) for _ in range(4)]

    def opened(attempt_id: str) -> str:
        with story.app.app_context():
            return payment_desk().open(attempt_id).ref

    with ThreadPoolExecutor(4) as pool:
        refs = list(pool.map(opened, [*attempts, *attempts]))
    assert refs[:4] == refs[4:]
    assert len(set(refs)) == len(story.sessions()) == 4
    assert len(story.sandbox.client.v1.customers.list().data) == 1
    assert len(story.sandbox.client.v1.products.list().data) == 1
    assert story.how_many(StripeCustomer) == 1
