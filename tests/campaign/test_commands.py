"""`portal campaign` and `portal newsroom`: a production portal gets its name and its bar."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select, update

from portal import clock
from portal.campaign.models import CampaignRow
from portal.extensions import db, unit_of_work
from portal.support import headcount
from portal.support.models import Counted, Headcount
from tests.support.people import NOW, apply, membership

DAYS = ["--first-day", "2026-01-01", "--last-day", "2099-12-31"]
ADD = ["campaign", "add", "--name", "Five thousand", "--goal", "5000", *DAYS, "--slug"]


def test_a_campaign_set_up_by_hand_has_a_bar(app: Flask, client: FlaskClient) -> None:
    made = app.test_cli_runner().invoke(args=[*ADD, "five-thousand"])
    assert made.exit_code == 0, made.output
    row = db.session.scalars(select(CampaignRow)).one()
    assert row.starts_at == datetime(2025, 12, 31, 22, tzinfo=UTC)  # midnight in Kyiv
    assert row.ends_at == datetime(2099, 12, 31, 22, tzinfo=UTC)
    assert client.get("/campaigns/five-thousand/progress.json").json["goal"] == 5000
    assert "of 5,000 members" in client.get("/").text


def test_setting_up_counts_everyone_and_in_no_single_write(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(membership(), membership("sub_2", "bohdan@example.org"))
    with unit_of_work() as session:
        session.execute(update(Headcount).values(members=0))
        session.execute(delete(Counted))
    monkeypatch.setattr(headcount, "recount", None)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    made = app.test_cli_runner().invoke(args=[*ADD, "five-thousand"])
    assert made.exit_code == 0, made.output
    assert headcount.read(db.session()).members == 2


@pytest.mark.parametrize("slug", ["current", "Five Thousand", "five--thousand", ""])
def test_a_name_that_does_not_work_in_addresses_is_refused(app: Flask, slug: str) -> None:
    assert app.test_cli_runner().invoke(args=[*ADD, slug]).exit_code == 2
    assert db.session.scalar(select(func.count()).select_from(CampaignRow)) == 0


def test_a_second_campaign_of_one_name_changes_nothing(app: Flask) -> None:
    run = app.test_cli_runner()
    assert run.invoke(args=[*ADD, "five-thousand"]).exit_code == 0
    again = run.invoke(args=[*ADD, "five-thousand", "--goal", "9"])
    assert again.exit_code == 1
    assert "nothing was changed" in again.output
    assert db.session.scalars(select(CampaignRow.goal)).all() == [5000]


def test_a_campaign_does_not_end_before_it_begins(app: Flask) -> None:
    ends = ["--first-day", "2026-02-01", "--last-day", "2026-01-31"]
    made = app.test_cli_runner().invoke(args=[*ADD, "five-thousand", *ends])
    assert made.exit_code == 2
    assert "before the first day" in made.output


def test_the_newsroom_gets_its_name(app: Flask, client: FlaskClient) -> None:
    words = ["--name", "The Lantern", "--tagline", "News for the upper valley"]
    assert app.test_cli_runner().invoke(args=["newsroom", "set", *words]).exit_code == 0
    assert "The Lantern" in client.get("/").text
    too_long = app.test_cli_runner().invoke(
        args=["newsroom", "set", "--name", "x" * 81, "--tagline", "y"]
    )
    assert too_long.exit_code == 2
    assert "The Lantern" in client.get("/").text
