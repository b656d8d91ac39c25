"""Who is signed in as a member is asked nothing, and who is one no more is asked again."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.accounts import identity, registry
from portal.accounts.models import Account, SignIn
from portal.accounts.sessions import LASTS
from portal.extensions import unit_of_work
from portal.support.models import Counted, Membership
from portal.support.standing import Cadence, Standing
from tests.prompts.board import PLAIN, choose, put_up

NOW = datetime.now(UTC)


def sign_in(
    app: Flask, client: FlaskClient, *, is_member: bool, email: str = "alisa@example.org"
) -> None:
    """Give the client the session of a proved account."""
    now = datetime.now(UTC)
    with app.test_request_context("/sign-in"), unit_of_work() as unit:
        account = registry.find_or_create_unproved(unit, email, now)
        account.proved_at = now
        unit.flush()
        if is_member:
            until = now + timedelta(days=20)
            unit.add(Counted(account_id=account.id, since=now, until=until))
        signed_in = identity.sign_in(unit, account, now)
    with client.session_transaction("/support") as kept:
        kept["_user_id"] = signed_in.key


@pytest.mark.parametrize(
    ("ends_at", "days"), [(None, 365), (NOW + timedelta(days=20), 20)], ids=["renews", "ends"]
)
def test_whose_membership_renews_is_spared_beyond_what_was_paid_for(
    app: Flask, client: FlaskClient, ends_at: datetime | None, days: int
) -> None:
    put_up(PLAIN)
    sign_in(app, client, is_member=True)
    with unit_of_work() as session:
        session.add(
            Membership(
                account_id=session.scalars(select(Account.id)).one(), provider_ref="sub_1",
                standing=Standing.ACTIVE, cadence=Cadence.MONTHLY, amount_minor=800,
                currency="usd", paid_through=NOW, started_at=NOW, ends_at=ends_at,
            )
        )  # fmt: skip
    until = datetime.fromisoformat(choose(client)["member_until"])
    assert abs(until - NOW - timedelta(days=days)) < timedelta(hours=1)


def test_a_sign_in_of_long_ago_spares_nobody(app: Flask, client: FlaskClient) -> None:
    put_up(PLAIN)
    sign_in(app, client, is_member=True)
    with unit_of_work() as session:
        session.execute(update(SignIn).values(created_at=NOW - LASTS - timedelta(days=1)))
    assert choose(client)["reason"] == "shown"


@pytest.mark.parametrize(("is_member", "reason"), [(True, "member"), (False, "shown")])
def test_a_member_who_is_signed_in_is_spared_at_the_cost_of_one_read(
    app: Flask, client: FlaskClient, is_member: bool, reason: str
) -> None:
    put_up(PLAIN)
    sign_in(app, client, is_member=is_member)
    answer = choose(client)
    assert answer["reason"] == reason
    assert ("member_until" in answer) is is_member


def test_the_membership_of_somebody_else_spares_nobody(app: Flask, client: FlaskClient) -> None:
    put_up(PLAIN)
    sign_in(app, app.test_client(), is_member=True)
    sign_in(app, client, is_member=False, email="bohdan@example.org")
    assert choose(client)["reason"] == "shown"


def test_a_sign_in_that_was_ended_spares_nobody(app: Flask, client: FlaskClient) -> None:
    put_up(PLAIN)
    sign_in(app, client, is_member=True)
    with unit_of_work() as session:
        session.execute(update(SignIn).values(revoked_at=datetime.now(UTC)))
    assert choose(client)["reason"] == "shown"


def test_a_membership_that_is_over_spares_nobody(app: Flask, client: FlaskClient) -> None:
    put_up(PLAIN)
    sign_in(app, client, is_member=True)
    with unit_of_work() as session:
        session.execute(update(Counted).values(until=datetime.now(UTC)))
    assert choose(client)["reason"] == "shown"
