"""The demo's logins: one proved account per role, with passwords that everyone may know."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from portal.accounts import passwords
from portal.accounts.addresses import folded
from portal.accounts.models import Account
from portal.accounts.registry import find_by_email
from portal.config import Settings
from portal.extensions import db, unit_of_work


@dataclass(frozen=True)
class DemoLogin:
    """A role, who plays it, and how to sign in as them."""

    role: str
    email: str
    name: str
    password: str


DEMO_LOGINS = (
    DemoLogin("reader", "reader@example.org", "Alisa Marchenko", "reading by the harbour"),
    DemoLogin("editor", "editor@example.org", "Bohdan Ferris", "editing by the harbour"),
    DemoLogin("staff", "staff@example.org", "Chidi Aldermoor", "staffing by the harbour"),
    DemoLogin("finance", "finance@example.org", "Dorota Quill", "counting by the harbour"),
    DemoLogin("admin", "admin@example.org", "Emre Lindqvist", "minding by the harbour"),
)


def logins() -> list[tuple[str, str, str]]:
    """Role, address and password of each, for the start banner and the demo page."""
    return [(login.role, login.email, login.password) for login in DEMO_LOGINS]


def seed(_settings: Settings, now: datetime, say: Callable[[str], None]) -> None:
    """Create the accounts that are missing. None of them is a member."""
    if all(find_by_email(db.session(), login.email) for login in DEMO_LOGINS):
        return
    say("Making the demo's logins …")
    password_hashes = {login.email: passwords.hashed(login.password) for login in DEMO_LOGINS}
    with unit_of_work() as session:
        for login in DEMO_LOGINS:
            if find_by_email(session, login.email) is None:
                session.add(_account(login, password_hashes[login.email], now))


def _account(login: DemoLogin, password_hash: str, now: datetime) -> Account:
    return Account(
        email=login.email,
        email_key=folded(login.email),
        name=login.name,
        password_hash=password_hash,
        role=login.role,
        proved_at=now,
        created_at=now,
    )
