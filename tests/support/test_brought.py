"""What brought members: people, each once; read from indexes, not from every attempt ever begun."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.extensions import db, unit_of_work
from portal.support import brought
from portal.support.models import Attempt, Membership, Payment
from portal.support.standing import Cadence, Standing
from tests.articles.queries import counted

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
ACCOUNT = (
    "INSERT INTO accounts (id, email, email_key, role, created_at)"
    " VALUES (:number, :id, :id, 'reader', :at)"
)
ATTEMPT = (
    "INSERT INTO attempts (id, amount_minor, currency, state, created_at, expires_at,"
    " article_slug, prompt_slug, variant_slug, checkout_url)"
    f" VALUES (:id, 800, 'usd', 'paid', :at, :at, :article, :prompt, 'a', '{'x' * 900}')"
)
MEMBERSHIP = (
    "INSERT INTO memberships (account_id, provider, provider_ref, attempt_id, standing, cadence,"
    " amount_minor, currency, paid_through, started_at)"
    " VALUES (:number, 'stripe', :id, :id, 'active', 'monthly', 800, 'usd', :at, :at)"
)


def fill(count: int) -> None:
    """So many attempts of 400 articles and 400 prompts; one in four made a member."""
    rows = [
        {
            "number": number, "id": f"attempt-{number:08}",
            "at": (BEGAN + timedelta(minutes=number)).isoformat(" "),
            "article": f"story-{number % 400}", "prompt": f"prompt-{number % 400}",
        }
        for number in range(1, count + 1)
    ]  # fmt: skip
    joined = [row for row in rows if int(str(row["number"])) % 4 == 0]
    with db.engine.begin() as connection:
        connection.execute(text(ACCOUNT), joined)
        connection.execute(text(ATTEMPT), rows)
        connection.execute(text(MEMBERSHIP), joined)
    if db.engine.dialect.name == "postgresql":  # as it does by itself after a while
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def steps_to(read: Callable[[Session], object]) -> list[str]:
    """The steps by which the database comes to attempts for what is read."""
    session = db.session()
    with counted() as seen:
        read(session)
    connection = session.connection()
    word = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    plans = [connection.exec_driver_sql(f"{word} {sql}", bound) for sql, bound in list(seen)]
    steps = [str(row[-1]) for plan in plans for row in plan]
    db.session.rollback()
    return [step for step in steps if re.search(r"(SCAN|SEARCH|Scan) .*attempts", step)]


def test_results_read_the_attempts_of_their_prompt(app_on_both: Flask) -> None:
    fill(4_000)
    steps = steps_to(lambda session: brought.joined_by_day(session, "prompt-8"))
    assert any("ix_attempts_prompt_slug" in step for step in steps), steps
    assert not [step for step in steps if re.search(r"(Seq Scan on|SCAN) attempts", step)]


@pytest.mark.parametrize("source", ["article", "prompt", "variant"])
def test_stories_read_what_they_tell_from_an_index_alone(app: Flask, source: str) -> None:
    steps = steps_to(lambda session: brought.by(session, source))
    assert steps
    for step in steps:
        assert re.search(r"COVERING INDEX ix_attempts_(article|prompt)_slug|\(id=", step), step


def begin(name: str, email: str, article: str, *, after: timedelta = timedelta()) -> dict[str, int]:
    """An attempt by an article and a prompt, and the account that is to pay."""
    at = BEGAN + after
    with unit_of_work() as session:
        account = session.query(Account).filter_by(email=email).one_or_none()
        account = account or Account(email=email, email_key=email, role="reader", created_at=at)
        attempt = Attempt(
            id=name, amount_minor=800, currency="usd", state="paid", created_at=at, expires_at=at,
            article_slug=article, prompt_slug="winter", variant_slug="a",
        )  # fmt: skip
        session.add_all([account, attempt])
        session.flush()
        return {"account_id": account.id}


def join(
    name: str, email: str, article: str, *, after: timedelta = timedelta(), twice: bool = False
) -> None:
    """A membership of that attempt; `twice` when it is found to be a duplicate of the first."""
    account = begin(name, email, article, after=after)
    with unit_of_work() as session:
        session.add(
            Membership(
                **account, provider_ref=name, attempt_id=name, standing=Standing.ACTIVE,
                cadence=Cadence.MONTHLY, amount_minor=800, currency="usd", paid_through=BEGAN,
                started_at=BEGAN, duplicate_of_id=1 if twice else None,
            )
        )  # fmt: skip


def give(name: str, email: str, article: str, kind: str) -> None:
    """A payment of that attempt."""
    account = begin(name, email, article)
    with unit_of_work() as session:
        session.add(
            Payment(
                **account, provider_ref=name, attempt_id=name, kind=kind, amount_minor=800,
                currency="usd", paid_at=BEGAN,
            )
        )  # fmt: skip


def test_people_are_counted_and_each_once(app_on_both: Flask) -> None:
    day = timedelta(days=1)
    join("first", "alisa@example.org", "dues")
    join("again", "alisa@example.org", "dues", after=day)
    join("elsewhere", "bohdan@example.org", "match")
    join("duplicate", "dina@example.org", "dues", after=day, twice=True)
    give("gave", "chidi@example.org", "dues", "donation")
    give("paid", "alisa@example.org", "dues", "membership")
    found = {one.slugs[0]: one for one in brought.by(db.session(), "article")}
    assert (found["dues"].began, found["dues"].joined, found["dues"].donations) == (5, 1, 1)
    assert (found["match"].began, found["match"].joined, found["match"].donations) == (1, 1, 0)
    by_day = brought.joined_by_day(db.session(), "winter")
    assert by_day == {("a", BEGAN.date()): 2}
