"""E-mail addresses: which are well formed, and which are one and the same."""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from portal.errors import Refused

# What fits the column and breaks no mail's header.
PLAUSIBLE = re.compile(r"(?=.{3,254}$)[^\s\x00-\x1f\x7f<>,;@]+@[^\s\x00-\x1f\x7f<>,;@]+")


def checked(text: str) -> str:
    """The address as it will be shown and written to. No network is asked.

    Raises: Refused (field "email").
    """
    try:
        found = validate_email(text, check_deliverability=False)
    except EmailNotValidError as error:
        raise Refused(
            "This is not an e-mail address. Write it like ada@example.org.", field="email"
        ) from error
    return found.normalized


def as_paid(text: str) -> str:
    """The address somebody paid with: well formed, or else just as the provider took it.

    Money is never turned away for how its payer's address is written.
    Raises: Refused (field "email") for what is no address by any measure.
    """
    try:
        return checked(text)
    except Refused:
        address = text.strip()
        if not PLAUSIBLE.fullmatch(address):
            raise
        return address


def folded(address: str) -> str:
    """What is unique of an address: two that differ only in case are one person.

    Signs that merely look or sort alike stay apart: fussball.example and fußball.example are
    two domains with two owners, and neither may claim the other's account.
    """
    return unicodedata.normalize("NFC", address).lower()


def known_as(text: str) -> str:
    """`folded`, of an address in whatever spelling it was typed."""
    try:
        return folded(checked(text))
    except Refused:
        return folded(text.strip())
