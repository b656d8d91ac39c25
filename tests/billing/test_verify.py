"""The proof: it agrees with an honest count, and finds and names whatever was planted."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from portal import clock
from portal.audit.models import StaffNotice
from portal.billing import jobs
from portal.billing.proof import listed as verify_listed
from portal.billing.proof import stored as verify_stored
from portal.billing.proof import verify
from portal.campaign import proofs
from portal.campaign.models import ProofRow
from portal.campaign.proofs import Proof
from portal.extensions import db, end_read, unit_of_work
from portal.finance.ledger import Entry, post
from portal.finance.models import LedgerEntry
from portal.money import Money
from portal.support import headcount
from portal.support.models import Counted, Headcount, Membership, Payment, Period, Reversal
from portal.support.standing import Cadence, Standing
from tests.billing.story import Story, member
from tests.sandbox.driver import pay

NOTHING = Money(0, "usd")


def prove(story: Story, *, listed: bool = False) -> Proof:
    return verify.prove(story.gateway, clock.now, asks_provider=listed)


def two_members(story: Story) -> None:
    member(story, "alisa@example.org")
    member(story, "bohdan@example.org")


def entry(payment: Payment, category: str, minor: int, *, is_foreign: bool = False) -> Entry:
    moved = Money(minor, "usd")
    now = clock.now()
    return Entry(
        f"txn_{category}_{payment.id}", category, moved, NOTHING, moved, "src_1",
        payment.provider_ref, is_foreign, now, now.date(),
    )  # fmt: skip


def first_payment(session: Session) -> Payment:
    return session.query(Payment).order_by(Payment.id).first()  # type: ignore[return-value]


def unbook(session: Session, paid_ago: timedelta) -> None:
    """The first payment has another reference than the ledger's charge: it has no movement."""
    payment = first_payment(session)
    period = session.query(Period).filter_by(paid_by=payment.provider_ref).one()
    payment.provider_ref = period.paid_by = "pi_without_movement"
    payment.paid_at = clock.now() - paid_ago


def test_an_honest_count_is_proved(story_on_both: Story) -> None:
    story = story_on_both
    assert prove(story, listed=True).is_right
    two_members(story)
    story.advance_a_month()
    story.deliver()
    found = prove(story, listed=True)
    assert (found.differences, found.members, found.subscribed) == ((), 2, 2)
    end_read()
    kept = proofs.read(db.session())
    assert kept is not None
    assert kept.newest == found
    assert kept.agreed_at == kept.agreed_with_list_at == found.proved_at


def test_those_who_left_and_those_who_failed_are_part_of_it(story: Story) -> None:
    two_members(story)
    payment = first_payment(db.session())
    story.sandbox.control.refund(payment_intent=payment.provider_ref)
    (charge, _) = story.sandbox.client.v1.charges.list().data
    story.sandbox.control.dispute(charge.id)  # an open dispute changes nothing
    story.deliver()
    found = prove(story, listed=True)
    assert (found.differences, found.members, found.subscribed) == ((), 1, 1)


def no_charge(session: Session) -> None:
    """A membership that nobody ever paid for."""
    row = session.query(Membership).first()
    assert row is not None
    session.add(
        Membership(
            account_id=row.account_id,
            provider_ref="sub_planted",
            standing=Standing.ACTIVE,
            cadence=Cadence.MONTHLY,
            amount_minor=800,
            currency="usd",
            paid_through=clock.now() + timedelta(days=20),
            started_at=clock.now(),
        )
    )
    session.execute(delete(Period).where(Period.membership_id == row.id))


def reversed_charge(session: Session) -> None:
    post(session, [entry(first_payment(session), "refund", -800)], clock.now())


def foreign_charge(session: Session) -> None:
    payment = first_payment(session)
    period = session.query(Period).filter_by(paid_by=payment.provider_ref).one()
    payment.provider_ref = period.paid_by = "pi_of_another_product"
    post(session, [entry(payment, "charge", 800, is_foreign=True)], clock.now())


def one_too_many(session: Session) -> None:
    session.execute(update(Headcount).values(members=Headcount.members + 1))


def one_forgotten(session: Session) -> None:
    session.execute(delete(Counted).where(Counted.account_id == first_payment(session).account_id))
    session.execute(update(Headcount).values(members=Headcount.members - 1))


def never_booked(session: Session) -> None:
    unbook(session, timedelta(hours=2))


def no_payment(session: Session) -> None:
    session.execute(update(Period).values(paid_by="pi_nobody_knows"))


def paid_by_hand(session: Session) -> None:
    session.execute(update(Membership).values(paid_through=clock.now() + timedelta(days=99)))


def ended_by_hand(session: Session) -> None:
    session.execute(
        update(Membership)
        .where(Membership.id == 1)
        .values(standing=Standing.ENDED, paid_through=clock.now() - timedelta(days=1))
    )


@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (no_charge, "Membership 1 (account 1) counts, but no paid period carries it."),
        (reversed_charge, "Membership 1 (account 1) counts, but its charge was taken back whole."),
        (foreign_charge, "its charge is in the ledger as another product's."),
        (one_too_many, "The number is 3, but 2 accounts are marked as counting."),
        (one_forgotten, "Account 1 is not counted, though membership 1 is paid for."),
        (never_booked, "UTC is still not in the ledger."),
        (no_payment, "no charge for its paid time is known."),
        (paid_by_hand, "no paid period carries it."),
        (ended_by_hand, "Account 1 is counted, but no membership of it is paid until now."),
    ],
)
def test_a_planted_difference_is_found_and_named(
    story: Story, plant: Callable[[Session], None], words: str
) -> None:
    two_members(story)
    with unit_of_work() as session:
        plant(session)
    found = prove(story)
    assert any(words in difference for difference in found.differences), found.differences
    assert "@" not in " ".join(found.differences)
    assert not found.is_right


def test_a_fresh_charge_without_its_movement_is_awaited_and_no_difference(story: Story) -> None:
    two_members(story)
    with unit_of_work() as session:
        unbook(session, timedelta(minutes=59))
    found = prove(story)
    assert (found.differences, found.subscribed, found.awaiting) == ((), 1, 1)


def test_a_dispute_is_a_reversal_only_when_it_is_lost(story: Story) -> None:
    two_members(story)
    with unit_of_work() as session:
        payment = first_payment(session)
        post(session, [entry(payment, "dispute", -800)], clock.now())
        session.add(
            Reversal(
                provider_ref="du_1",
                payment_ref=payment.provider_ref,
                kind="dispute",
                state="open",
                amount_minor=800,
                currency="usd",
                reversed_at=clock.now(),
            )
        )
    assert prove(story).is_right
    with unit_of_work() as session:
        session.execute(update(Reversal).values(state="lost"))
    assert "taken back whole" in prove(story).differences[0]


def test_members_of_another_place_are_counted_apart(story: Story) -> None:
    two_members(story)
    with unit_of_work() as session:
        row = session.query(Membership).order_by(Membership.id).first()
        assert row is not None
        row.provider = "external"
    found = prove(story, listed=True)
    assert (found.subscribed, found.external) == (1, 1)
    assert [d for d in found.differences if "does not know" not in d] == []


def test_whose_time_is_over_is_let_go_and_is_no_difference(story: Story) -> None:
    two_members(story)
    with unit_of_work() as session:
        session.execute(update(Membership).values(standing=Standing.ENDED))
        session.execute(update(Counted).values(until=clock.now() - timedelta(minutes=5)))
        session.execute(update(Membership).values(paid_through=clock.now() - timedelta(minutes=5)))
    found = prove(story)
    assert (found.differences, found.members) == ((), 0)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"standing": Standing.PAUSED}, "Membership 1 (account 1): paused here, and active at"),
        ({"provider_ref": "sub_unknown"}, "Membership 1 (account 1): active here, and over at"),
        ({"provider_ref": "sub_unknown"}, "as active; the portal does not know it."),
        ({"current_period_end": clock.now()}, "its period ends on"),
    ],
)
def test_what_stripe_lists_otherwise_is_found(
    story: Story, values: dict[str, object], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_listed, "FRESH", timedelta(days=-1))
    two_members(story)
    with unit_of_work() as session:
        session.execute(update(Membership).where(Membership.id == 1).values(**values))
    assert prove(story).is_right or "paid_through" in values
    found = prove(story, listed=True)
    assert any(words in difference for difference in found.differences), found.differences


def test_a_foreign_subscription_that_counts_is_found(story: Story) -> None:
    member(story)
    v1 = story.sandbox.client.v1
    product = v1.products.create({"name": "A mug of the month"})
    price = {
        "currency": "usd", "unit_amount": 800, "product": product.id,
        "recurring": {"interval": "month"},
    }  # fmt: skip
    session = v1.checkout.sessions.create(
        {  # type: ignore[arg-type]
            "mode": "subscription",
            "success_url": "http://127.0.0.1:8000/shop",
            "line_items": [{"quantity": 1, "price_data": price}],
        }
    )
    pay(str(session.url), email="dorota@example.org")
    foreign = str(v1.checkout.sessions.retrieve(session.id).subscription)
    with unit_of_work() as unit:
        unit.execute(update(Membership).values(provider_ref=foreign))
    found = prove(story, listed=True)
    assert any("its subscription at Stripe is not ours" in d for d in found.differences)


def test_many_pages_of_subscriptions_are_read(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_listed, "PAGE", 1)
    two_members(story)
    assert prove(story, listed=True).is_right


def test_the_job_reads_the_list_once_a_day_and_goes_on_without_it(story: Story) -> None:
    two_members(story)
    for _ in range(2):
        jobs.prove_the_number()
    for hours in (25, 50):
        with unit_of_work() as session:
            session.execute(update(ProofRow).values(proved_at=clock.now() - timedelta(hours=hours)))
        jobs.prove_the_number()
        story.sandbox.control.fault("error_500", method="GET", path="/v1/subscriptions", times=3)
    end_read()
    asked = [row.asked_provider for row in db.session.query(ProofRow).order_by(ProofRow.id)]
    assert asked == [True, False, True, False]


def test_a_difference_is_told_to_staff_once(story: Story) -> None:
    two_members(story)
    with unit_of_work() as session:
        one_too_many(session)
    prove(story)
    prove(story)
    end_read()
    (notice,) = db.session.query(StaffNotice).filter_by(kind="proof")
    assert "The number is 3" in notice.message
    with unit_of_work() as session:
        headcount.recount(session, clock.now())
    assert prove(story).is_right


def test_the_command_proves_or_fails_in_words(app: Flask, story: Story) -> None:
    two_members(story)
    run = app.test_cli_runner()
    good = run.invoke(args=["billing", "verify"])
    assert good.exit_code == 0, good.output
    assert "2 members: 2 proved by a paid subscription." in good.output
    with unit_of_work() as session:
        reversed_charge(session)
    bad = run.invoke(args=["billing", "verify", "--stored"])
    assert bad.exit_code == 1
    assert "Membership 1 (account 1) counts, but its charge was taken back whole." in bad.output


def test_proving_reads_the_same_few_queries_however_many_there_are(story: Story) -> None:
    two_members(story)
    seen: list[str] = []

    @db.event.listens_for(db.engine, "before_cursor_execute")  # type: ignore[untyped-decorator]
    def note(*args: object) -> None:
        seen.append(str(args[2]))

    verify_stored.compare(db.session(), clock.now())
    db.event.remove(db.engine, "before_cursor_execute", note)
    assert len([s for s in seen if s.startswith("SELECT")]) == 5
    assert story.how_many(LedgerEntry) == 2
