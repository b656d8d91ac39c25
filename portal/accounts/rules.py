"""The pure rules of identity: passwords, roles, where a sign-in may lead."""

import unicodedata
from collections.abc import Collection

from portal.errors import Refused

ROLES = ("reader", "editor", "staff", "finance", "admin")

# NIST SP 800-63B-4, 3.1.1.2: length and a list of known ones, no rules of composition.
PASSWORD_MIN = 12
PASSWORD_MAX = 128

# What a user agent says and what people call it; the first that is found names it.
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
            ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
           ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def may_use(role: str, allowed: Collection[str]) -> bool:
    """True when an account of `role` may use what is declared for `allowed` roles.

    Everyone who is signed in is a reader, and an admin is everything.
    """
    return role == "admin" or "reader" in allowed or role in allowed


def normalized_password(text: str) -> str:
    """The password as it is hashed: the same signs, however the keyboard composed them."""
    return unicodedata.normalize("NFKC", text)


def check_password(text: str, common: Collection[str]) -> None:
    """Accept a new password of 12 to 128 characters that is not a common one.

    `common` holds casefolded passwords. Raises: Refused (field "password").
    """
    length = len(normalized_password(text))
    if length < PASSWORD_MIN:
        raise Refused(
            f"This password has {length} characters; it needs at least {PASSWORD_MIN}."
            " A few words in a row are fine.",
            field="password",
        )
    if length > PASSWORD_MAX:
        raise Refused(
            f"This password has {length} characters; at most {PASSWORD_MAX} are possible.",
            field="password",
        )
    if normalized_password(text).casefold() in common:
        raise Refused(
            "This password is on the list of those that are tried first. Choose another one.",
            field="password",
        )


def own_path(text: str | None) -> str | None:
    """`text` if it is a path on this portal to go on to, else None.

    A browser reads `//host`, `/\\host` and control characters inside as another host.
    """
    if not text or not text.startswith("/") or len(text) > 500:
        return None
    if text[1:2] in ("/", "\\") or "\\" in text:
        return None
    if any(ord(sign) <= 32 or ord(sign) == 127 for sign in text):
        return None
    return text


def browser_words(user_agent: str) -> str:
    """Which browser on which system, in words: enough to tell one's own sign-ins apart."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "A browser")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser
