"""Invented people, and what a test does with them: accounts, mails, links, sign-ins."""

import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.accounts.addresses import folded
from portal.accounts.models import Account
from portal.accounts.passwords import hashed
from portal.extensions import db, unit_of_work
from portal.mail import demo_box
from portal.mail.demo_box import DemoMail

ALISA = "alisa@example.org"
BOHDAN = "bohdan@example.org"
PASSWORD = "herons over the reed bed"


def proved(email: str = ALISA, *, role: str = "reader", password: str | None = PASSWORD) -> Account:
    """A proved account of this name and role."""
    now = clock.now()
    account = Account(
        email=email, email_key=folded(email), role=role, created_at=now, proved_at=now,
        password_hash=hashed(password) if password else None,
    )  # fmt: skip
    with unit_of_work() as session:
        session.add(account)
    return account


def stored(email: str) -> Account:
    """The account as the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Account).where(Account.email_key == folded(email)).one()


def mails(app: Flask) -> list[DemoMail]:
    """What was sent, newest first."""
    return list(demo_box.newest(Path(app.instance_path) / "mail"))


def link_in(mail: DemoMail) -> str:
    """The path of the first link in a mail."""
    found = re.search(r"^http://127\.0\.0\.1:\d+(/\S*)$", mail.text, re.MULTILINE)
    assert found, mail.text
    return found.group(1)


def code_in(mail: DemoMail) -> str:
    """The six-digit code in a mail."""
    found = re.search(r"\d{3} \d{3}", mail.text)
    assert found, mail.text
    return found.group(0)


def join(client: FlaskClient, email: str = ALISA, *, name: str = "", password: str = "") -> None:
    """Join as a visitor does."""
    answer = client.post("/join", data={"email": email, "name": name, "password": password})
    assert answer.status_code == 303, answer.text


def sign_in(client: FlaskClient, email: str = ALISA, password: str = PASSWORD) -> None:
    """Sign in by password."""
    answer = client.post("/sign-in", data={"email": email, "password": password})
    assert answer.status_code == 303, answer.text


def is_signed_in(client: FlaskClient) -> bool:
    """True when this browser sees its own pages."""
    return client.get("/account/sessions").status_code == 200
