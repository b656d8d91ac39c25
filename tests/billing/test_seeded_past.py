"""Half a year that the sandbox made, taken in by reconciling: true dates, the proof, no letters."""

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from portal import clock
from portal.billing.installation import mark_in
from portal.billing.proof import verify
from portal.billing.reconciling import reconcile
from portal.extensions import db, end_read, unit_of_work
from portal.mail.models import Mail
from portal.support import figures, headcount
from portal.support.models import CountChange, Counted, Payment
from portal.support.news import NEWS_FOR
from portal.web import versions
from tests.billing.story import Story

MEMBERS, DAYS = 60, 182


def test_a_past_made_by_the_sandbox_has_its_dates_its_proof_and_no_letters(story: Story) -> None:
    with unit_of_work() as session:
        mark = mark_in(session, clock.now())
    story.sandbox.control.call("POST", "/seed", members=MEMBERS, days=DAYS, metadata=mark)
    reconcile.reconcile(story.gateway, clock.now(), lambda line: None)

    now = clock.now()
    today = now.astimezone(ZoneInfo("Europe/Kyiv")).date()
    end_read()
    days = figures.days(
        db.session(), today - timedelta(days=DAYS + 1), today, ZoneInfo("Europe/Kyiv")
    )
    assert sum(1 for day in days if day.joined) > 20
    assert max(day.joined for day in days) < MEMBERS / 3
    assert days[-1].members == story.members() == story.how_many(Counted) > 0
    months = Counter((day.on.year, day.on.month) for day in days if day.joined)
    assert len(months) >= 5
    moves = db.session.execute(
        select(CountChange.account_id, CountChange.delta).order_by(
            CountChange.account_id, CountChange.changed_at, CountChange.id
        )
    ).all()
    for account_id in {move.account_id for move in moves}:
        deltas = [move.delta for move in moves if move.account_id == account_id]
        assert deltas == [(-1) ** n for n in range(len(deltas))]

    fresh = story.how_many(Payment, Payment.paid_at >= now - NEWS_FOR, ~Payment.is_renewal)
    assert story.how_many(Mail, Mail.kind == "thanks") <= fresh < 10
    bumped = versions.current(db.session(), "progress")
    assert bumped <= 1 + MEMBERS // 25 + 1
    recorded = story.how_many(CountChange)

    found = verify.prove(story.gateway, clock.now, asks_provider=True)
    assert (found.differences, found.members) == ((), story.members())
    with unit_of_work() as session:
        assert headcount.recount(session, clock.now()) == 0
    reconcile.reconcile(story.gateway, clock.now(), lambda line: None)
    assert story.how_many(CountChange) == recorded
