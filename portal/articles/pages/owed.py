"""Which pages a newsroom owes its readers. Pure; their texts lie in `defaults/` or the database."""

from enum import StrEnum


class Owed(StrEnum):
    """A page by its address, in the order of the footer."""

    ABOUT = "about"
    FUNDING = "how-we-are-funded"
    CONTACT = "contact"
    PRIVACY = "privacy"
    TERMS = "terms"
    REFUNDS = "cancelling-and-refunds"


# What an editor may type, in characters.
TITLE_AT_MOST, TEXT_AT_MOST = 120, 60_000
