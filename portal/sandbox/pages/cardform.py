"""The card form of the hosted pages: what was typed, what is wrong with it. Knows no session."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from portal.sandbox.objects.cards import CARDS, Decline
from portal.sandbox.objects.checkout import Payer

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
FIELDS = ("email", "number", "expiry", "cvc", "name")


@dataclass
class CardForm:
    """The typed values by field, and a sentence for each field that is wrong.

    A card's number and security code are read, but never shown again.
    """

    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    payer: Payer | None = None

    @property
    def first_wrong(self) -> str | None:
        """The field where correcting begins."""
        return next((name for name in FIELDS if name in self.errors), None)

    def refused(self, decline: Decline) -> "CardForm":
        """The same form, with the bank's answer beside the field it concerns."""
        self.errors[decline.field] = decline.message
        return self


def blank(email: str | None = None) -> CardForm:
    """A form nobody has typed into."""
    return CardForm(dict.fromkeys(FIELDS, "") | {"email": email or ""})


def remembered(payer: Payer) -> CardForm:
    """The form as it was before the bank's page."""
    month, year = payer.expires
    values = {
        "email": payer.email,
        "number": "",
        "expiry": f"{month:02d} / {year % 100:02d}",
        "cvc": "",
        "name": payer.name,
    }
    return CardForm(values)


def read(sent: Mapping[str, str], locked_email: str | None = None) -> CardForm:
    """The form as sent: with a payer when all is well, else with errors.

    A locked e-mail address stays what it is, whatever was sent.
    """
    values = {name: sent.get(name, "").strip()[:200] for name in FIELDS}
    if locked_email:
        values["email"] = locked_email
    form = CardForm(values)
    digits = re.sub(r"[\s-]", "", values["number"])
    expires = _expiry(values["expiry"])
    if not _EMAIL.fullmatch(values["email"]):
        form.errors["email"] = "Enter an e-mail address, such as name@example.org."
    if digits not in CARDS:
        form.errors["number"] = _number_error(digits)
    if expires is None:
        form.errors["expiry"] = "Enter a month and year that lie ahead, such as 12 / 34."
    if not re.fullmatch(r"\d{3,4}", values["cvc"], re.ASCII):
        form.errors["cvc"] = "Enter the 3 digits on the back of the card."
    if not values["name"]:
        form.errors["name"] = "Enter the name on the card."
    if not form.errors and expires:
        form.payer = Payer(CARDS[digits], expires, values["email"], values["name"])
    values.update(number="", cvc="")
    return form


def _number_error(digits: str) -> str:
    if not digits:
        return "Enter a test card's number, such as 4242 4242 4242 4242."
    return (
        "Only test cards work here, such as 4242 4242 4242 4242. Never type a real card's number."
    )


def _expiry(typed: str) -> tuple[int, int] | None:
    match = re.fullmatch(r"(\d{1,2})\s*[/.\- ]?\s*(\d{2}|\d{4})", typed, re.ASCII)
    if not match:
        return None
    month, year = int(match[1]), int(match[2])
    year += 2000 if year < 100 else 0
    today = datetime.now(UTC)
    if not 1 <= month <= 12 or (year, month) < (today.year, today.month) or year > today.year + 50:
        return None
    return month, year
