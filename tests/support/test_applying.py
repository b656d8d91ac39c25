"""Facts become rows once, and the count is right after each, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.accounts.models import Account
from portal.errors import Missing
from portal.extensions import db, unit_of_work
from portal.mail.models import Mail
from portal.support.facts import CheckoutSeen, PaymentReversed, Supporter
from portal.support.models import (
    Attempt,
    CountChange,
    Membership,
    Payment,
    Period,
    Reversal,
)
from portal.support.standing import Standing
from portal.web import versions
from tests.support.people import (
    EIGHT,
    MONTH,
    NOW,
    apply,
    ended,
    members,
    membership,
    payment,
    period,
)


def changes() -> list[tuple[int, str]]:
    rows = db.session.execute(
        select(CountChange.delta, CountChange.reason).order_by(CountChange.id)
    )
    return [(delta, reason) for delta, reason in rows]


def how_many(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def mails() -> list[str]:
    return list(db.session.scalars(select(Mail.kind).order_by(Mail.id)))


def make_attempt(attempt_id: str = "attempt-1", **columns: object) -> None:
    with unit_of_work() as session:
        session.add(
            Attempt(
                id=attempt_id,
                amount_minor=800,
                currency="usd",
                created_at=NOW,
                expires_at=NOW + timedelta(minutes=45),
                **columns,
            )
        )


def test_a_paid_membership_makes_a_member(app_on_both: Flask) -> None:
    apply(membership(), payment())
    assert members() == 1
    assert changes() == [(1, "joined")]
    account = db.session.scalars(select(Account)).one()
    assert (account.email, account.proved_at) == ("alisa@example.org", None)
    assert mails() == ["thanks"]


def test_the_same_facts_twice_change_nothing(app_on_both: Flask) -> None:
    back = PaymentReversed("re_1", "ch_1", "refund", "done", EIGHT, NOW)
    for _ in range(3):
        apply(membership(), payment(), back)
    assert members() == 1
    counts = [how_many(t) for t in (Account, Membership, Period, Payment, Reversal, CountChange)]
    assert counts == [1, 1, 1, 1, 1, 1]
    assert mails() == ["thanks"]


def test_an_unpaid_membership_makes_no_member(app_on_both: Flask) -> None:
    apply(membership(standing=Standing.PENDING, periods=()))
    apply(membership("sub_2", "bohdan@example.org", periods=()))
    assert members() == 0
    free = period(amount=replace(EIGHT, minor=0))
    apply(membership("sub_3", "chidi@example.org", periods=(free,)))
    assert members() == 0


def test_a_donation_makes_no_member(app_on_both: Flask) -> None:
    apply(payment(membership_ref=None))
    assert members() == 0
    assert db.session.scalars(select(Payment)).one().kind == "donation"
    assert mails() == ["thanks"]


def test_a_refund_in_full_ends_the_counting(app_on_both: Flask) -> None:
    apply(membership(), payment())
    refunded = (period("in_sub_1", is_fully_refunded=True),)
    apply(replace(membership(), periods=refunded))
    assert members() == 0
    assert changes() == [(1, "joined"), (-1, "refunded")]


def test_a_lost_dispute_ends_the_counting_and_an_open_one_does_not(app_on_both: Flask) -> None:
    apply(membership(), payment())
    apply(PaymentReversed("du_1", "ch_1", "dispute", "open", EIGHT, NOW))
    assert members() == 1
    apply(
        replace(membership(), periods=(period("in_sub_1", is_lost_in_dispute=True),)),
        PaymentReversed("du_1", "ch_1", "dispute", "lost", EIGHT, NOW),
    )
    assert members() == 0
    assert changes()[-1] == (-1, "disputed")
    assert db.session.scalars(select(Reversal)).one().state == "lost"


def test_a_failed_renewal_counts_for_fourteen_days_more(app_on_both: Flask) -> None:
    apply(membership())
    apply(membership(standing=Standing.PAST_DUE), now=NOW + MONTH + timedelta(hours=1))
    assert members() == 1
    until = db.session.scalars(select(Membership)).one().paid_through
    assert until == NOW + MONTH


def test_who_comes_back_has_returned(app_on_both: Flask) -> None:
    apply(membership(), ended(membership(periods=())))
    assert members() == 0
    apply(membership("sub_2", "Alisa@Example.org"))
    assert members() == 1
    assert [word for _, word in changes()] == ["joined", "cancelled", "returned"]
    assert how_many(Account) == 1


def test_a_membership_that_ended_stays_ended(app_on_both: Flask) -> None:
    apply(membership(), ended(membership(periods=())))
    apply(membership())
    assert members() == 0
    row = db.session.scalars(select(Membership)).one()
    assert (row.standing, row.paid_through) == (Standing.ENDED, None)


def test_a_membership_cancelled_for_its_end_counts_until_then(app_on_both: Flask) -> None:
    apply(membership(ends_at=NOW + MONTH))
    assert members() == 1


def test_the_bar_is_told_when_the_count_moves_and_only_then(app_on_both: Flask) -> None:
    apply(membership())
    before = versions.current(db.session(), "progress")
    assert before == 1
    apply(membership(), payment(), payment("ch_2", membership_ref=None))
    assert versions.current(db.session(), "progress") == before
    apply(ended(membership(periods=())))
    assert versions.current(db.session(), "progress") == before + 1


def test_two_memberships_of_one_person_count_once_and_the_later_is_undone(
    app_on_both: Flask,
) -> None:
    first = membership("sub_b")
    later = membership("sub_a", "ALISA@example.org", started_at=NOW + timedelta(seconds=5))
    assert apply(first) == []
    ordered = apply(later)
    assert [(o.kind, o.membership_ref) for o in ordered] == [("undo_duplicate", "sub_a")]
    assert members() == 1
    assert apply(later, first) == []
    assert mails() == ["duplicate-membership"]


def test_the_later_one_is_undone_also_when_it_is_seen_first(app_on_both: Flask) -> None:
    later = membership("sub_a", started_at=NOW + timedelta(seconds=5))
    assert apply(later) == []
    ordered = apply(membership("sub_b"))
    assert [o.membership_ref for o in ordered] == ["sub_a"]


def test_at_the_same_second_the_reference_decides(app_on_both: Flask) -> None:
    ordered = apply(membership("sub_b"), membership("sub_a"))
    assert [o.membership_ref for o in ordered] == ["sub_b"]


def test_undoing_the_duplicate_leaves_its_owner_a_member(app_on_both: Flask) -> None:
    later = membership("sub_z")
    apply(membership(), later)
    gone = replace(ended(later), periods=(period("in_sub_z", is_fully_refunded=True),))
    apply(gone)
    assert members() == 1
    assert changes() == [(1, "joined")]


def test_one_that_is_failing_gives_way_to_one_that_is_paid(app_on_both: Flask) -> None:
    failing = membership("sub_1", standing=Standing.PAST_DUE)
    assert apply(failing, membership("sub_2", started_at=NOW + timedelta(days=1))) == []
    assert members() == 1


def test_a_payment_seen_before_its_membership_finds_it_later(app_on_both: Flask) -> None:
    apply(payment())
    assert db.session.scalars(select(Payment)).one().membership_id is None
    apply(membership())
    paid = db.session.scalars(select(Payment)).one()
    assert paid.membership_id == db.session.scalars(select(Membership)).one().id


def test_a_refund_seen_before_its_payment_finds_it_later(app_on_both: Flask) -> None:
    apply(PaymentReversed("re_1", "ch_1", "refund", "done", EIGHT, NOW))
    apply(payment())
    assert (
        db.session.scalars(select(Reversal)).one().payment_id
        == db.session.scalars(select(Payment)).one().id
    )


def test_a_renewal_stays_with_the_account_whatever_address_it_names(app_on_both: Flask) -> None:
    apply(membership(), payment())
    apply(membership(email="new-address@example.org"))
    apply(payment("ch_2", "new-address@example.org", is_renewal=True))
    assert how_many(Account) == 1
    assert mails() == ["thanks"]


def test_a_fact_about_an_unknown_account_is_refused(app_on_both: Flask) -> None:
    with pytest.raises(Missing):
        apply(replace(membership(), supporter=Supporter(account_id=77)))
    with pytest.raises(Missing):
        apply(replace(payment(), supporter=Supporter()))
    assert (members(), how_many(Membership)) == (0, 0)


def test_an_attempt_of_another_installation_is_left_out(app_on_both: Flask) -> None:
    apply(membership(attempt_id="not-ours"), payment(attempt_id="not-ours"))
    apply(CheckoutSeen("not-ours", "cs_1", "paid"))
    assert db.session.scalars(select(Membership)).one().attempt_id is None


def test_an_erased_account_does_not_count(app_on_both: Flask) -> None:
    apply(membership())
    with unit_of_work() as session:
        session.scalars(select(Account)).one().erased_at = NOW
    apply(membership())
    assert members() == 0


@pytest.mark.parametrize(
    ("seen", "state"),
    [
        (["open", "paid"], "paid"),
        (["paid", "open"], "paid"),
        (["processing", "open", "paid", "expired"], "paid"),
        (["expired", "open"], "expired"),
        (["processing", "processing"], "processing"),
    ],
)
def test_a_checkout_only_moves_on(app: Flask, seen: list[str], state: str) -> None:
    make_attempt(state="made")
    apply(*(CheckoutSeen("attempt-1", "cs_1", word) for word in seen))
    row = db.session.scalars(select(Attempt)).one()
    assert (row.state, row.checkout_ref) == (state, "cs_1")
    assert (row.settled_at is not None) is (state in ("paid", "expired"))


def test_another_checkout_does_not_settle_an_attempt(app: Flask) -> None:
    make_attempt(state="open", checkout_ref="cs_1")
    apply(CheckoutSeen("attempt-1", "cs_2", "paid"))
    assert db.session.scalars(select(Attempt)).one().state == "open"
