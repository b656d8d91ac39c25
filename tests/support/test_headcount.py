"""The number of members: right after any facts in any order, as time passes, and when recounted."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from portal.accounts.models import Account, OneTimeToken
from portal.extensions import db, unit_of_work
from portal.mail.models import Mail
from portal.support import figures, headcount, jobs
from portal.support.counting import GRACE, RENEWAL, Term, member_until
from portal.support.facts import Fact, MembershipSeen, PaymentReversed
from portal.support.models import (
    CountChange,
    Counted,
    Headcount,
    Membership,
    Payment,
    Period,
    Reversal,
)
from portal.support.standing import Standing
from tests import databases
from tests.settings import make_settings
from tests.support.people import (
    EIGHT,
    MONTH,
    NOW,
    apply,
    apply_at_once,
    ended,
    members,
    membership,
    payment,
    period,
)

TABLES = (Reversal, Payment, Period, Mail, CountChange, Counted, Headcount, Membership)
TABLES += (OneTimeToken, Account)
PEOPLE = ("alisa@example.org", "Bohdan@example.org", "bohdan@EXAMPLE.org", "chidi@example.org")


@st.composite
def lives(draw: st.DrawFn) -> list[Fact]:
    """A few memberships of a few people, each as it stands at last, with payments and refunds."""
    facts: list[Fact] = []
    for number in range(draw(st.integers(1, 5))):
        email = draw(st.sampled_from(PEOPLE))
        ref = f"sub_{number}"
        months = draw(st.lists(st.integers(-2, 2), max_size=3, unique=True))
        periods = tuple(
            replace(
                period(f"in_{number}_{month}", ends_at=NOW + month * MONTH + timedelta(days=1)),
                is_fully_refunded=draw(st.booleans()),
                is_lost_in_dispute=draw(st.integers(0, 5)) == 0,
            )
            for month in months
        )
        started = NOW - timedelta(days=draw(st.integers(0, 3)))
        standing = draw(st.sampled_from(list(Standing)))
        facts.append(membership(ref, email, standing=standing, periods=periods, started_at=started))
        facts.append(payment(f"ch_{number}", email, membership_ref=ref))
        facts.append(PaymentReversed(f"re_{number}", f"ch_{number}", "refund", "done", EIGHT, NOW))
    return facts


def picture() -> object:
    """All that should not depend on the order in which facts arrived."""
    db.session.rollback()
    address = dict(db.session.execute(select(Account.id, Account.email_key)).all())
    ref = dict(db.session.execute(select(Membership.id, Membership.provider_ref)).all())
    return (
        {(address[c.account_id], c.until) for c in db.session.scalars(select(Counted))},
        {
            (m.provider_ref, m.standing, m.paid_through, ref.get(m.duplicate_of_id or 0))
            for m in db.session.scalars(select(Membership))
        },
        {
            (p.provider_ref, address[p.account_id], ref.get(p.membership_id or 0))
            for p in db.session.scalars(select(Payment))
        },
        {(r.provider_ref, r.payment_id is not None) for r in db.session.scalars(select(Reversal))},
        headcount.read(db.session()).members,
    )


def expected(facts: list[Fact]) -> int:
    """How many people count, worked out from the definition alone."""
    seen = [f for f in facts if isinstance(f, MembershipSeen)]
    owners = {(f.supporter.email or "").lower() for f in seen}
    return sum(
        member_until(
            [
                Term(
                    f.standing,
                    max(
                        (
                            p.period_end
                            for p in f.periods
                            if not p.is_fully_refunded and not p.is_lost_in_dispute
                        ),
                        default=None,
                    ),
                    f.ends_at,
                    any(p.is_fully_refunded or p.is_lost_in_dispute for p in f.periods),
                )
                for f in seen
                if (f.supporter.email or "").lower() == owner
            ],
            (),
            NOW,
        )
        is not None
        for owner in owners
    )


def wipe() -> None:
    with unit_of_work() as session:
        session.execute(update(Membership).values(duplicate_of_id=None))
        for table in TABLES:
            session.execute(delete(table))
    db.session.expunge_all()


def test_the_end_does_not_depend_on_order_or_repetition(tmp_path: Path) -> None:
    url = databases.fresh_sqlite(tmp_path)
    with databases.running(make_settings(tmp_path, DATABASE_URL=url)):

        @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
        @given(lives(), st.data())
        def check(facts: list[Fact], data: st.DataObject) -> None:
            wipe()
            apply_at_once(facts)
            straight = picture()
            assert members() == expected(facts)
            again = data.draw(st.lists(st.sampled_from(facts), max_size=6))
            wipe()
            apply_at_once(data.draw(st.permutations([*facts, *again])))
            assert picture() == straight
            moved = db.session.scalar(select(func.coalesce(func.sum(CountChange.delta), 0)))
            assert moved == members()
            with unit_of_work() as session:
                assert headcount.recount(session, NOW) == 0

        check()


def test_time_alone_ends_a_membership(app_on_both: Flask) -> None:
    apply(membership(), membership("sub_2", "bohdan@example.org", standing=Standing.PAST_DUE))
    with unit_of_work() as session:
        assert headcount.expire_due(session, NOW + MONTH) == 0  # the renewal is being charged
    assert members() == 2
    with unit_of_work() as session:
        assert headcount.expire_due(session, NOW + MONTH + RENEWAL) == 1
    assert members() == 1
    assert headcount.read(db.session()) == (1, NOW + MONTH + RENEWAL)
    with unit_of_work() as session:
        headcount.expire_due(session, NOW + MONTH + GRACE)
    assert members() == 0
    words = db.session.scalars(select(CountChange.reason).order_by(CountChange.id))
    assert list(words) == ["joined", "joined", "lapsed", "lapsed"]


def test_a_cancelled_membership_leaves_as_cancelled_at_its_end(app: Flask) -> None:
    apply(membership(ends_at=NOW + MONTH), ended(membership()))
    assert members() == 1
    with unit_of_work() as session:
        headcount.expire_due(session, NOW + MONTH)
    last = db.session.scalars(select(CountChange.reason).order_by(CountChange.id.desc())).first()
    assert (members(), last) == (0, "cancelled")


def test_many_go_in_small_batches(app: Flask) -> None:
    for number in range(5):
        apply(membership(f"sub_{number}", f"reader{number}@example.org"))
    with unit_of_work() as session:
        assert headcount.expire_due(session, NOW + MONTH + RENEWAL, limit=2) == 2
    assert members() == 3
    jobs.expire_members()
    assert members() == 0


def test_before_the_first_count_there_is_no_moment_of_counting(app_on_both: Flask) -> None:
    assert headcount.read(db.session()) == (0, None)
    jobs.expire_members()
    members_now, counted_at = headcount.read(db.session())
    assert members_now == 0
    assert counted_at is not None


def test_a_recount_finds_and_mends_what_was_tampered_with(app_on_both: Flask) -> None:
    apply(membership(), membership("sub_2", "bohdan@example.org"))
    with unit_of_work() as session:
        session.execute(update(Headcount).values(members=77))
        session.execute(delete(Counted))
    with unit_of_work() as session:
        assert headcount.recount(session, NOW) == 2 - 77
    assert members() == 2
    with unit_of_work() as session:
        assert headcount.recount(session, NOW) == 0


def test_an_erased_account_leaves_with_its_own_word(app: Flask) -> None:
    apply(membership())
    with unit_of_work() as session:
        account = session.scalars(select(Account)).one()
        account.erased_at = NOW
        assert headcount.refresh(session, account.id, NOW, "erased")
    assert members() == 0
    assert db.session.scalars(select(CountChange.reason)).all()[-1] == "erased"


def test_days_are_counted_in_the_newsrooms_timezone(app_on_both: Flask) -> None:
    late = NOW.replace(hour=22, minute=30)  # past midnight in Kyiv
    apply(membership(), now=NOW)
    paid_late = (period("in_2", ends_at=late + MONTH),)
    apply(membership("sub_2", "bohdan@example.org", periods=paid_late), now=late)
    apply(ended(membership(periods=())), now=late)
    found = figures.days(db.session(), date(2026, 3, 9), date(2026, 3, 12), ZoneInfo("Europe/Kyiv"))
    assert [(d.on.day, d.joined, d.left, d.net, d.members) for d in found] == [
        (9, 0, 0, 0, 0),
        (10, 1, 0, 1, 1),
        (11, 1, 1, 0, 1),
        (12, 0, 0, 0, 1),
    ]
    assert found[2].reasons == {"cancelled": 1}
    later = figures.days(
        db.session(), date(2026, 3, 12), date(2026, 3, 12), ZoneInfo("Europe/Kyiv")
    )
    assert later[0].members == 1
