"""How money, numbers and times look to a reader; the only place that formats them."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_currency, format_decimal
from flask import Flask, current_app
from markupsafe import Markup

from portal.money import Money, as_decimal

LOCALE = "en_GB"
MONEY_LOCALE = "en_US"
AFTER_LETTERS = re.compile(r"(?<=[A-Z])(?=[0-9])")


def money(amount: Money) -> str:
    """ "$8" for a whole amount, "$12.50" otherwise, "¥500", "KWD 1.250"."""
    value = as_decimal(amount)
    pattern = "¤#,##0" if value == value.to_integral_value() else None
    text: str = format_currency(
        value,
        amount.currency.upper(),
        format=pattern,
        locale=MONEY_LOCALE,
        currency_digits=pattern is None,
    )
    return _spaced(text)


def money_exact(amount: Money) -> str:
    """Always with all its decimals, as finance writes it: "$8.00"."""
    text: str = format_currency(as_decimal(amount), amount.currency.upper(), locale=MONEY_LOCALE)
    return _spaced(text)


def number(value: int) -> str:
    """Grouped in thousands: "25,000"."""
    text: str = format_decimal(value, locale=MONEY_LOCALE)
    return text


def signed(value: int) -> str:
    """With its sign: "+41", "−3", "0"."""
    sign = "+" if value > 0 else "\N{MINUS SIGN}" if value < 0 else ""
    return sign + number(abs(value))


def day(moment: datetime | date, zone: str | None = None) -> str:
    """ "22 November 2026", in the newsroom's timezone (or `zone`)."""
    text: str = format_date(_local_date(moment, zone), "d MMMM y", locale=LOCALE)
    return text


def weekday(moment: datetime | date) -> str:
    """ "Sunday 22 November 2026", in the newsroom's timezone."""
    text: str = format_date(_local_date(moment, None), "EEEE d MMMM y", locale=LOCALE)
    return text


def month(moment: datetime | date) -> str:
    """ "November 2026", in the newsroom's timezone."""
    text: str = format_date(_local_date(moment, None), "MMMM y", locale=LOCALE)
    return text


def clocktime(moment: datetime) -> str:
    """ "16:05", in the newsroom's timezone."""
    text: str = format_time(moment, "HH:mm", tzinfo=newsroom_zone(), locale=LOCALE)
    return text


def moment(when: datetime) -> Markup:
    """A `<time>` element: "22 November 2026, 16:05" in the newsroom's timezone."""
    text = format_datetime(when, "d MMMM y, HH:mm", tzinfo=newsroom_zone(), locale=LOCALE)
    local = when.astimezone(newsroom_zone()).isoformat(timespec="seconds")
    return Markup('<time datetime="{}">{}</time>').format(local, text)


def newsroom_zone() -> ZoneInfo:
    """The newsroom's timezone."""
    zone: ZoneInfo = current_app.extensions["settings"].zone
    return zone


def install(app: Flask) -> None:
    """Make the formats available as template filters under their own names."""
    for show in (money, money_exact, number, signed, day, weekday, month, clocktime, moment):
        app.add_template_filter(show, show.__name__)


def _spaced(text: str) -> str:
    """With a no-break space after a currency that is written in letters (CLDR, currencySpacing)."""
    return AFTER_LETTERS.sub("\N{NO-BREAK SPACE}", text)


def _local_date(value: datetime | date, zone: str | None) -> date:
    if not isinstance(value, datetime):
        return value
    return value.astimezone(ZoneInfo(zone) if zone else newsroom_zone()).date()
