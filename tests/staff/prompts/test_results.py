"""What staff read of a prompt: figures always, a comparison only of a full sample."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import Account
from portal.extensions import db, unit_of_work
from portal.prompts import measuring
from portal.prompts.models import Tally
from portal.prompts.prompt import Prompt, Variant
from portal.prompts.results import Counts
from portal.support import brought
from portal.support.models import Attempt, Membership
from portal.support.standing import Cadence, Standing
from tests.articles.newspaper import name_newsroom
from tests.prompts.board import one, put_up
from tests.staff.prompts.desk import begin, words

TODAY = datetime.now(UTC).date()
TWO = (Variant("a", "Please"), Variant("b", "Do join"))


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def tally(variant: str, day: date, **counts: int) -> None:
    with unit_of_work() as session:
        session.add(Tally(prompt_slug="winter", variant_slug=variant, day=day, **counts))


def join(count: int, day: date, *, is_paid: bool = True, **source: Any) -> None:
    """So many people begin on that day, and pay."""
    at = datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC)
    with unit_of_work() as session:
        for _ in range(count):
            number = session.query(Account).count()
            account = Account(
                email=f"{number}@example.org", email_key=f"{number}@example.org", role="reader",
                created_at=at,
            )  # fmt: skip
            attempt = Attempt(
                id=f"{day}-{number}", amount_minor=800, currency="usd", state="paid",
                created_at=at, expires_at=at, **source,
            )  # fmt: skip
            session.add_all([account, attempt])
            session.flush()
            session.add(
                Membership(
                    account_id=account.id, provider_ref=f"sub_{number}", attempt_id=attempt.id,
                    standing=Standing.ACTIVE, cadence=Cadence.MONTHLY, amount_minor=800,
                    currency="usd", paid_through=at if is_paid else None, started_at=at,
                )
            )  # fmt: skip


def by(variant: str) -> dict[str, str]:
    return {"prompt_slug": "winter", "variant_slug": variant, "article_slug": "harbour-dues"}


def measured(prompt: Prompt) -> measuring.Measured:
    db.session.rollback()
    return measuring.measure(db.session(), prompt, TODAY)


def test_nothing_is_compared_before_the_sample_is_full(app_on_both: Flask) -> None:
    prompt = one(variants=TWO, sample=1000)
    tally("a", days_ago(3), shown=1700, readers=1000, clicked=90, closed=40)
    tally("b", days_ago(3), shown=1800, readers=999)
    join(60, days_ago(3), **by("a"))
    found = measured(prompt)
    assert (found.is_full, found.verdicts, found.least) == (False, (), 999)
    assert found.arms[0].counts.joined == 60
    tally("b", TODAY, shown=9, readers=1)
    found = measured(prompt)
    assert (found.is_full, found.until) == (False, TODAY)
    tally("b", days_ago(1), shown=1, readers=1)
    assert measured(prompt).verdicts[0].better == "a"


def test_what_came_after_the_sample_changes_no_verdict(app_on_both: Flask) -> None:
    prompt = one(variants=TWO, sample=1000)
    for variant in "ab":
        tally(variant, days_ago(5), readers=1000)
        tally(variant, days_ago(4), readers=1000)
    join(20, days_ago(5), **by("a"))
    join(20, days_ago(5), **by("b"))
    join(90, days_ago(4), **by("b"))
    found = measured(prompt)
    assert (found.until, found.verdicts[0].better) == (days_ago(5), None)
    assert found.arms[1].counts.joined == 110


def test_what_was_before_the_measuring_is_left_out(app: Flask) -> None:
    tally("a", days_ago(5), shown=50)
    tally("a", days_ago(2), shown=7)
    tally("old", days_ago(2), shown=3)
    join(4, days_ago(5), **by("a"))
    join(1, days_ago(2), **by("a"))
    join(5, days_ago(2), is_paid=False, **by("a"))
    found = measured(one(variants=TWO, sample=10, measured_from=days_ago(3)))
    assert [(arm.slug, arm.counts.shown, arm.counts.joined) for arm in found.arms] == [
        ("a", 7, 1), ("b", 0, 0), ("old", 3, 0),
    ]  # fmt: skip


def test_a_holdout_tells_what_asking_brings(app: Flask) -> None:
    prompt = one(variants=TWO[:1], sample=500, holdout_permille=500)
    tally("a", days_ago(2), readers=1000)
    tally("held", days_ago(2), held=600, readers=499)
    join(50, days_ago(2), **by("a"))
    join(1, days_ago(2), **by("held"))
    assert measured(prompt).asking is None
    assert measured(prompt).arms[1].counts == Counts(shown=600, readers=499, joined=1)
    tally("held", days_ago(1), held=1, readers=1)
    asking = measured(prompt).asking
    assert asking is not None
    assert asking.better == "shown"
    assert measured(replace(prompt, holdout_permille=0)).asking is None


def test_a_holdout_is_one_comparison_more(app: Flask) -> None:
    prompt = one(variants=TWO, sample=1000)
    for variant, joined in (("a", 10), ("b", 22)):
        tally(variant, days_ago(2), readers=1000)
        join(joined, days_ago(2), **by(variant))
    assert measured(prompt).verdicts[0].better == "b"
    assert measured(replace(prompt, holdout_permille=100)).verdicts[0].better is None


@pytest.mark.parametrize("is_full", [False, True])
def test_the_page_names_a_winner_only_then(client: FlaskClient, is_full: bool) -> None:
    name_newsroom()
    put_up(one(variants=TWO, sample=1000))
    for variant in "ab":
        tally(variant, days_ago(2), readers=1000 if is_full else 900, clicked=100)
    join(60, days_ago(2), **by("a"))
    join(10, days_ago(2), **by("b"))
    page = words(begin(client, "staff").get("/staff/prompts/winter/results"))
    assert ("Not enough data." in page) != is_full
    assert ("More joined of those “a” than of those “b”: between" in page) == is_full
    assert "60" in page
    assert ("60.0 46.1" in page) == is_full, "a rate, and from where its interval begins"


def test_the_sample_is_worked_out(client: FlaskClient) -> None:
    name_newsroom()
    put_up(one(variants=TWO))
    staff = begin(client, "staff")
    page = words(staff.get("/staff/prompts/winter/results?usual=500&other=750"))
    assert "must have 58 readers" in page
    assert "No sample is fixed" in page
    for wrong in ("usual=5&other=5", "usual=nan&other=5", "usual=-1&other=5", "usual=x"):
        answer = staff.get(f"/staff/prompts/winter/results?{wrong}")
        assert "Write two different numbers" in words(answer)


def test_each_source_is_told_what_it_brought(app_on_both: Flask) -> None:
    join(2, days_ago(3), article_slug="port", campaign_slug="year")
    join(1, days_ago(1), article_slug="match", prompt_slug="winter", variant_slug="a")
    join(1, days_ago(1), article_slug="match", is_paid=False)
    found = [(one.slugs, one.began, one.joined) for one in brought.by(db.session(), "article")]
    assert found == [(("port",), 2, 2), (("match",), 2, 1)]
    assert brought.by(db.session(), "variant")[0].slugs == ("winter", "a")
    assert brought.by(db.session(), "campaign")[0].joined == 2
    late = brought.by(db.session(), "article", days_ago(1), days_ago(1))
    assert [one.slugs for one in late] == [("match",)]
    assert brought.by(db.session(), "article", None, days_ago(2))[0].joined == 2
