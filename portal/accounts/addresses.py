"""E-mail addresses: which are well formed, and which are one and the same."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

from portal.errors import Refused


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


def folded(address: str) -> str:
    """What is unique of an address: two that differ only in case are one person."""
    return unicodedata.normalize("NFKC", address).casefold()
