"""What time does: a goal met is noted, a count at the end is frozen at what it was then."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.registry import find_or_create_unproved
from portal.campaign import closing, commands, demo, jobs
from portal.campaign.models import CampaignRow
from portal.extensions import db, unit_of_work
from portal.support.models import CountChange, Counted
from portal.web import versions
from tests.campaign.building import NOW, make_campaign, set_members

LATER = NOW + timedelta(days=31)
END = NOW + timedelta(days=30)


def known(_session: Session, _moment: datetime) -> bool:
    """The provider's news are in."""
    return True


def close(now: datetime, known: closing.NewsIsIn = known) -> CampaignRow:
    with unit_of_work() as session:
        closing.close_due(session, now, known)
    return db.session.scalars(select(CampaignRow)).one()


def move(delta: int, when: datetime, email: str) -> None:
    with unit_of_work() as session:
        account = find_or_create_unproved(session, email, NOW)
        session.add(
            CountChange(account_id=account.id, changed_at=when, delta=delta, reason="joined")
        )


def over(until: datetime, email: str) -> None:
    """An account that still counts, although its time is over."""
    with unit_of_work() as session:
        account = find_or_create_unproved(session, email, NOW)
        session.add(Counted(account_id=account.id, since=NOW, until=until))


def test_nothing_is_due_while_a_campaign_runs_below_its_goal(app: Flask) -> None:
    make_campaign()
    set_members(24_999)
    assert not closing.is_due(db.session(), NOW, known)
    row = close(NOW)
    assert (row.met_at, row.final_count) == (None, None)


def test_the_goal_is_noted_as_met_once(app_on_both: Flask) -> None:
    make_campaign()
    set_members(25_000)
    assert closing.is_due(db.session(), NOW, known)
    assert close(NOW).met_at == NOW
    set_members(24_000)
    assert close(NOW + timedelta(hours=1)).met_at == NOW
    assert not closing.is_due(db.session(), NOW, known)


def test_the_count_freezes_as_it_was_at_the_end(app_on_both: Flask) -> None:
    make_campaign(offset=3, offset_label="the print edition")
    set_members(100)
    move(+1, END - timedelta(seconds=1), "alisa@example.org")
    move(+1, END + timedelta(seconds=1), "bohdan@example.org")
    move(+1, END + timedelta(hours=1), "chidi@example.org")
    row = close(LATER)
    assert (row.final_count, row.frozen_at, row.met_at) == (101, LATER, None)


def test_a_count_is_frozen_only_when_the_news_of_its_end_are_in(app: Flask) -> None:
    make_campaign()
    set_members(100)

    def too_early(_session: Session, moment: datetime) -> bool:
        return moment < END

    assert not closing.is_due(db.session(), LATER, too_early)
    assert close(LATER, too_early).final_count is None
    move(+1, END - timedelta(seconds=1), "late.news@example.org")
    set_members(101)
    assert closing.is_due(db.session(), LATER, known)
    assert close(LATER).final_count == 101


def test_more_than_one_batch_is_let_go_before_the_count_is_frozen(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_campaign()
    monkeypatch.setattr(closing, "BATCH", 2)
    set_members(5)
    for number in range(5):
        over(END - timedelta(days=1), f"reader{number}@example.org")
    assert close(LATER).final_count == 0
    assert db.session.scalars(select(Counted)).all() == []


def test_a_frozen_count_never_changes(app: Flask) -> None:
    make_campaign()
    set_members(100)
    close(LATER)
    set_members(900)
    assert not closing.is_due(db.session(), LATER, known)
    assert close(LATER + timedelta(days=1)).final_count == 100


def test_a_goal_met_at_the_very_end_is_noted_with_the_end(app: Flask) -> None:
    make_campaign(goal=100)
    set_members(100)
    row = close(LATER)
    assert (row.final_count, row.met_at) == (100, END)


def test_a_goal_passed_before_the_start_is_not_noted(app: Flask) -> None:
    make_campaign(starts_at=NOW + timedelta(days=1), goal=10)
    set_members(100)
    assert close(NOW).met_at is None


def test_closing_drops_the_pages_that_show_the_campaign(app: Flask) -> None:
    make_campaign()
    set_members(100)
    before = versions.current(db.session(), "campaign")
    close(LATER)
    assert versions.current(db.session(), "campaign") == before + 1


def test_the_minute_job_closes_what_is_due(app: Flask) -> None:
    make_campaign(goal=5)
    set_members(5)
    jobs.close_campaigns.enqueue()
    assert db.session.scalars(select(CampaignRow)).one().met_at is not None


@pytest.mark.parametrize(
    "terms",
    [{"goal": 0}, {"ends_at": NOW - timedelta(days=99)}, {"offset": 5}, {"slug": "current"}],
)
def test_the_database_refuses_terms_that_make_no_sense(
    app_on_both: Flask, terms: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError):
        make_campaign(**terms)


def test_the_demo_is_seeded_once_and_starts_from_nobody(app: Flask) -> None:
    said: list[str] = []
    for _ in range(2):
        demo.seed(app.extensions["settings"], NOW, said.append)
    assert len(said) == 1
    found = app.test_client().get("/campaigns/current/progress.json").get_json()
    assert (found["count"], found["goal"], found["state"]) == (0, 25_000, "running")
    assert found["last_day"].endswith("-12-31")


def test_recount_mends_the_number_and_says_by_how_much(app: Flask) -> None:
    make_campaign()
    set_members(7)
    runner = app.test_cli_runner()
    assert "the number was off by -7" in runner.invoke(commands.campaign, ["recount"]).output
    again = runner.invoke(commands.campaign, ["recount"])
    assert again.output == "0 members; the number was right.\n"
    assert again.exit_code == 0
