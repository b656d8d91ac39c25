"""What may be chosen: reading an amount, a cadence and a currency, and when it is charged. Pure."""

import calendar
from dataclasses import dataclass
from datetime import date

from portal.errors import Refused
from portal.money import Money, NotAnAmount, as_decimal, from_text
from portal.support.standing import Cadence
from portal.support.tariffs import TARIFFS

# How often, as forms and addresses say it; "once" is a donation.
CADENCES = ("monthly", "yearly", "once")
EVERY = {"monthly": "a month", "yearly": "a year", "once": "once"}


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose to pay. `cadence` None: once, a donation."""

    amount: Money
    cadence: Cadence | None


def check(amount: str | Money, currency: str, cadence: str) -> Choice:
    """The choice, when it may be made; `amount` as typed in major units ("8", "12.50").

    Raises: Refused, its field "cadence", "currency" or "amount", when it may not.
    """
    if cadence not in CADENCES:
        raise Refused("Please choose monthly, yearly or once.", field="cadence")
    if currency not in TARIFFS:
        raise Refused("We cannot take payments in that currency.", field="currency")
    tariffs = TARIFFS[currency]
    tariff = tariffs.of(cadence)
    money = amount if isinstance(amount, Money) else _read(amount, currency)
    if money.currency != currency:
        raise Refused("The amount is in another currency.", field="currency")
    if not tariff.least <= money.minor <= tariff.most:
        least, most = (plain(Money(minor, currency)) for minor in (tariff.least, tariff.most))
        raise Refused(
            f"Please choose an amount from {least} to {most} {EVERY[cadence]}.", field="amount"
        )
    if money.minor % tariffs.step:
        raise Refused(
            f"Cards cannot be charged such a small part of a {currency.upper()}."
            f" Please round to {plain(Money(tariffs.step, currency))}.",
            field="amount",
        )
    return Choice(money, None if cadence == "once" else Cadence(cadence))


def suggested(currency: str, cadence: str) -> list[Money]:
    """The amounts to offer, smallest first."""
    return [Money(minor, currency) for minor in TARIFFS[currency].of(cadence).suggested]


def first(currency: str, cadence: str) -> Money:
    """The amount that is chosen before anybody chose."""
    return Money(TARIFFS[currency].of(cadence).first, currency)


def typed(money: Money) -> str:
    """The amount as a person would type it: "8", "12.50", "1000"."""
    value = as_decimal(money)
    return f"{value:.0f}" if value == value.to_integral_value() else f"{value:f}"


def plain(money: Money) -> str:
    """The amount with its currency's code, for sentences made without a locale: "1,000 USD"."""
    value = as_decimal(money)
    digits = f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,f}"
    return f"{digits} {money.currency.upper()}"


def next_charge_on(day: date, cadence: Cadence) -> date:
    """One month or year after `day`; the month's last day where it has no such date."""
    months = 1 if cadence is Cadence.MONTHLY else 12
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _read(text: str, currency: str) -> Money:
    if not text.strip():
        raise Refused("Please choose or type an amount.", field="amount")
    try:
        return from_text(text, currency)
    except NotAnAmount as error:
        raise Refused(
            "That does not read as an amount. Please type a number, such as"
            f" {typed(first(currency, 'monthly'))}.",
            field="amount",
        ) from error
