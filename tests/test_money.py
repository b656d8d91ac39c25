"""Money: whole minor units, one currency at a time, read as people type it and shown exactly."""

from decimal import Decimal

import pytest
from flask import Flask

from portal.money import MixedCurrencies, Money, NotAnAmount, as_decimal, from_text, total
from portal.web import display


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("8", "usd", 800), ("12.5", "usd", 1250), ("12,50", "usd", 1250), (" 1 20 ", "usd", 12000),
        ("9,999.99", "usd", 999999), ("1,500", "usd", 150000), ("1,234,567.00", "usd", 123456700),
        ("500", "jpy", 500), ("1,500", "jpy", 1500), ("1,250", "kwd", 1250), ("1.250", "kwd", 1250),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_typed(typed: str, currency: str, minor: int) -> None:
    assert from_text(typed, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("typed", "currency"),
    [
        ("", "usd"), ("eight", "usd"), ("-5", "usd"), ("1e3", "usd"), ("5.555", "usd"),
        ("1.5", "jpy"), ("1.2505", "kwd"), ("٥", "usd"), ("1.2.3", "usd"), ("inf", "usd"),
        ("9999999999999", "usd"), ("1,2,3", "usd"), ("9,999,99", "usd"), ("12,5.0", "usd"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(typed: str, currency: str) -> None:
    with pytest.raises(NotAnAmount):
        from_text(typed, currency)


def test_two_currencies_are_never_added_or_compared() -> None:
    dollars, euros = Money(1, "usd"), Money(1, "eur")
    for mix in (lambda: dollars + euros, lambda: dollars - euros, lambda: dollars < euros):
        with pytest.raises(MixedCurrencies):
            mix()
    with pytest.raises(MixedCurrencies):
        total([dollars, euros], "usd")


@pytest.mark.parametrize("minor", [1.0, True, Decimal(1)])
def test_minor_units_are_whole_numbers(minor: object) -> None:
    with pytest.raises(TypeError):
        Money(minor, "usd")  # type: ignore[arg-type]


def test_every_currency_is_shown_with_its_own_decimals(app: Flask) -> None:
    assert as_decimal(Money(1250, "kwd")) == Decimal("1.250")
    shown = {
        m: (display.money(m).replace("\N{NO-BREAK SPACE}", " "), display.money_exact(m)[-4:])
        for m in (
            Money(800, "usd"),
            Money(999_999, "usd"),
            Money(500, "jpy"),
            Money(1250, "kwd"),
            Money(2000, "uah"),
        )
    }
    assert list(shown.values()) == [
        ("$8", "8.00"), ("$9,999.99", "9.99"), ("¥500", "¥500"), ("KWD 1.250", ".250"),
        ("UAH 20", "0.00"),
    ]  # fmt: skip
