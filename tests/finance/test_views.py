"""Finance sees its months and takes their files; nobody else does, and each file is logged."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.audit.models import AuditEntry
from portal.extensions import db, end_read
from tests.accounts.people import proved, sign_in
from tests.finance.building import NOON, entry, payment, post

PATHS = ["/finance/", "/finance/2026-03", "/finance/2026-03.csv"]


@pytest.fixture
def finance(client: FlaskClient) -> FlaskClient:
    """Finance, signed in."""
    proved("dorota@example.org", role="finance")
    sign_in(client, "dorota@example.org")
    return client


def test_the_months_and_their_sums_are_listed(finance: FlaskClient) -> None:
    post(entry(), entry("txn_2", occurred_at=datetime(2026, 3, 31, 21, tzinfo=UTC)))
    page = finance.get("/finance/").text
    assert "March 2026" in page
    assert "April 2026" in page
    assert page.count("$7.47") == 2
    assert 'href="/finance/2026-03.csv"' in page


def test_a_month_shows_its_payments_and_what_is_awaited(finance: FlaskClient) -> None:
    payment("pi_1")
    payment("pi_2", "donation")
    post(entry())
    page = finance.get("/finance/2026-03").text
    assert "pi_1" in page
    assert "membership" in page
    assert "Awaiting" in page
    assert "pi_2" in page


def test_the_first_page_shows_what_is_awaited_of_late_and_the_month_all_of_it(
    finance: FlaskClient,
) -> None:
    now = clock.now()
    payment("pi_new", paid_at=now - timedelta(days=30))
    payment("pi_old", paid_at=now - timedelta(days=80))
    page = finance.get("/finance/").text
    assert "pi_new" in page
    assert "pi_old" not in page
    assert "in the last 31 days" in page
    old = now - timedelta(days=80)
    assert "pi_old" in finance.get(f"/finance/{old:%Y-%m}").text


def test_the_file_is_taken_and_logged(finance: FlaskClient) -> None:
    payment("pi_1")
    post(entry())
    answer = finance.get("/finance/2026-03.csv")
    assert answer.status_code == 200
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="payments-2026-03.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.text.splitlines() == [
        "date,time,kind,for,gross,fee,net,currency,paid,paid_currency,reference,payment",
        "2026-03-10,14:00:00,charge,membership,8.00,0.53,7.47,USD,8.00,USD,txn_1,pi_1",
    ]
    end_read()
    logged = db.session.query(AuditEntry).where(AuditEntry.subject == "month:2026-03").one()
    assert logged.action == "statement.exported"
    assert logged.actor_id is not None
    assert logged.after == {"lines": 1, "sha256": hashlib.sha256(answer.data).hexdigest()}


def test_an_empty_portal_says_so(finance: FlaskClient) -> None:
    assert "Nothing was paid yet" in finance.get("/finance/").text
    assert "No money moved" in finance.get("/finance/2026-03").text
    assert len(finance.get("/finance/2026-03.csv").text.splitlines()) == 1


@pytest.mark.parametrize("month", ["2026-13", "1900-01", "march", "2026-3", "2026-03-01"])
def test_what_is_no_month_is_not_found(finance: FlaskClient, month: str) -> None:
    assert finance.get(f"/finance/{month}").status_code == 404
    assert finance.get(f"/finance/{month}.csv").status_code == 404


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("role", ["reader", "editor", "staff"])
def test_other_roles_are_refused(client: FlaskClient, role: str, path: str) -> None:
    post(entry())
    proved("bohdan@example.org", role=role)
    sign_in(client, "bohdan@example.org")
    assert client.get(path).status_code == 403
    end_read()
    assert (
        db.session.query(AuditEntry).where(AuditEntry.action == "statement.exported").count() == 0
    )


@pytest.mark.parametrize("path", PATHS)
def test_visitors_are_sent_to_the_door(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 303


def test_a_page_takes_few_queries(app: Flask, finance: FlaskClient) -> None:
    from sqlalchemy import event

    for n in range(30):
        payment(f"pi_{n}", paid_at=NOON)
    post(*(entry(f"txn_{n}", payment_ref=f"pi_{n}") for n in range(30)))
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    finance.get("/finance/2026-03")
    assert len([q for q in asked if q.startswith("SELECT")]) <= 12
