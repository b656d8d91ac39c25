"""What settings say of the database, the queue and the mail server, judged before any is used."""

import re
from importlib.util import find_spec
from pathlib import Path

SMTP = re.compile(r"smtps?://([^@/\s]+@)?[^@:/?\s]+(:\d{1,5})?(/?\?\S+|/)?")


def problems(database_url: str, redis_url: str, smtp_url: str) -> list[str]:
    """One sentence for each address that cannot work here, without the address: it has a password.

    Nobody is called; whether a server answers is found out at the start.
    """
    found = []
    if not re.match(r"(sqlite|postgresql(\+psycopg)?)://", database_url):
        found.append(
            "DATABASE_URL is neither PostgreSQL nor SQLite: write"
            " postgresql://user:password@host/database, or leave it out for a SQLite file."
        )
    elif database_url.startswith("postgresql") and not find_spec("psycopg"):
        found.append(_needs("DATABASE_URL", "PostgreSQL", "postgres"))
    if redis_url and not re.match(r"(rediss?|unix)://", redis_url):
        found.append("REDIS_URL is malformed: write redis://host:6379/0, for instance.")
    elif redis_url and not find_spec("redis"):
        found.append(_needs("REDIS_URL", "Redis", "redis"))
    if smtp_url and not SMTP.fullmatch(smtp_url):
        found.append(
            "SMTP_URL is malformed: write smtp://user:password@host:587 or smtps://…:465, with"
            " special characters of the password as %40 and the like."
        )
    return found


def database(url: str, instance: Path) -> str:
    """The database's address as SQLAlchemy wants it; without one, a SQLite file in `instance`."""
    if not url:
        return f"sqlite:///{instance / 'portal.sqlite3'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _needs(name: str, what: str, extra: str) -> str:
    return (
        f"{name} names {what}, whose driver is not installed: install the portal with"
        f" pip install -e '.[{extra}]'."
    )
