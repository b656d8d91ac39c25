"""Password hashing with Argon2, off the event loop, and the shipped list of common ones."""

from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from portal.accounts.rules import PASSWORD_MAX, check_password, normalized_password
from portal.extensions import off_loop

LIST = Path(__file__).with_name("common_passwords.txt")


@cache
def common() -> frozenset[str]:
    """The passwords that are refused, casefolded."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(line.casefold() for line in lines if line and not line.startswith("#"))


def check(text: str) -> None:
    """Accept a new password. Raises: Refused (field "password")."""
    check_password(text, common())


def hashed(text: str) -> str:
    """The Argon2id hash to keep. Slow on purpose; never call it inside a unit of work."""
    hasher = _hasher(_is_cheap())
    return off_loop(lambda: hasher.hash(normalized_password(text)))


def fits(text: str, kept_hash: str | None) -> bool:
    """True when the password is the one that was hashed.

    Without a hash (no account, or none with a password) it takes about as long and is False.
    """
    is_cheap = _is_cheap()
    hasher = _hasher(is_cheap)
    against = kept_hash or _nobodys_hash(is_cheap)
    given = normalized_password(text[: PASSWORD_MAX * 4])

    def verify() -> bool:
        try:
            return hasher.verify(against, given)
        except (VerificationError, InvalidHashError):
            return False

    return off_loop(verify) and kept_hash is not None


def is_outdated(kept_hash: str) -> bool:
    """True when the hash was made with other parameters than today's."""
    return _hasher(_is_cheap()).check_needs_rehash(kept_hash)


def _is_cheap() -> bool:
    return current_app.config.get("PASSWORD_HASH_COST") == "cheap"


@cache
def _hasher(is_cheap: bool) -> PasswordHasher:
    """RFC 9106's second recommended parameters (64 MiB), or the least for tests."""
    return PasswordHasher(1, 8, 1) if is_cheap else PasswordHasher(3, 65536, 4)


@cache
def _nobodys_hash(is_cheap: bool) -> str:
    return _hasher(is_cheap).hash("nobody has this password")
