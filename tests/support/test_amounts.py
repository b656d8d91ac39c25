"""What may be chosen, in every currency we suggest amounts for. No application."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Refused
from portal.money import Money, as_decimal, from_text
from portal.support.amounts import CADENCES, check, first, next_charge_on, suggested, typed
from portal.support.standing import Cadence
from portal.support.tariffs import TARIFFS

ALL = [(currency, cadence) for currency in TARIFFS for cadence in CADENCES]


@pytest.mark.parametrize(("currency", "cadence"), ALL)
def test_what_we_suggest_may_be_chosen(currency: str, cadence: str) -> None:
    offered = suggested(currency, cadence)
    assert offered == sorted(offered, key=lambda money: money.minor)
    assert first(currency, cadence) in offered
    for money in offered:
        assert check(typed(money), currency, cadence).amount == money


@pytest.mark.parametrize(("currency", "cadence"), ALL)
def test_the_bounds_belong_to_what_may_be_chosen(currency: str, cadence: str) -> None:
    tariffs = TARIFFS[currency]
    tariff = tariffs.of(cadence)
    for minor in (tariff.least, tariff.most):
        assert check(Money(minor, currency), currency, cadence)
    for minor in (tariff.least - tariffs.step, tariff.most + tariffs.step, 0, -800):
        with pytest.raises(Refused) as refused:
            check(Money(minor, currency), currency, cadence)
        assert refused.value.field == "amount"


@pytest.mark.parametrize(
    ("amount", "currency", "cadence", "field"),
    [
        ("8", "usd", "weekly", "cadence"),
        ("8", "usd", "", "cadence"),
        ("8", "xau", "monthly", "currency"),
        ("8", "", "monthly", "currency"),
        ("", "usd", "monthly", "amount"),
        ("   ", "usd", "monthly", "amount"),
        ("eight", "usd", "monthly", "amount"),
        ("8.005", "usd", "monthly", "amount"),
        ("8.5", "jpy", "monthly", "amount"),
        ("-8", "usd", "monthly", "amount"),
        ("1e3", "usd", "monthly", "amount"),
        ("NaN", "usd", "monthly", "amount"),
        ("٨", "usd", "monthly", "amount"),
        ("1.999", "usd", "monthly", "amount"),
        ("1.255", "kwd", "monthly", "amount"),  # card networks take no single fils
    ],
)
def test_what_may_not_be_chosen_is_refused_by_name(
    amount: str, currency: str, cadence: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        check(amount, currency, cadence)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("12.5", "usd", 1250), ("12,50", "eur", 1250), ("1 200", "uah", 120_000), ("500", "jpy", 500),
     ("1.250", "kwd", 1250)],
)  # fmt: skip
def test_amounts_are_read_as_people_type_them(text: str, currency: str, minor: int) -> None:
    assert check(text, currency, "once").amount == Money(minor, currency)


def test_an_amount_of_another_currency_is_refused() -> None:
    with pytest.raises(Refused):
        check(Money(800, "eur"), "usd", "monthly")


def test_once_is_a_donation() -> None:
    assert check("25", "usd", "once").cadence is None
    assert check("8", "usd", "monthly").cadence is Cadence.MONTHLY


@given(st.sampled_from(sorted(TARIFFS)), st.integers(1, 999_999_999))
def test_what_is_written_reads_back_the_same(currency: str, minor: int) -> None:
    money = Money(minor, currency)
    assert from_text(typed(money), currency) == money
    assert as_decimal(from_text(typed(money), currency)) == as_decimal(money)


@pytest.mark.parametrize(
    ("day", "cadence", "then"),
    [
        (date(2026, 11, 22), Cadence.MONTHLY, date(2026, 12, 22)),
        (date(2026, 12, 31), Cadence.MONTHLY, date(2027, 1, 31)),
        (date(2026, 1, 31), Cadence.MONTHLY, date(2026, 2, 28)),
        (date(2028, 2, 29), Cadence.YEARLY, date(2029, 2, 28)),
        (date(2026, 12, 5), Cadence.YEARLY, date(2027, 12, 5)),
    ],
)
def test_the_next_charge_comes_a_month_or_a_year_later(
    day: date, cadence: Cadence, then: date
) -> None:
    assert next_charge_on(day, cadence) == then
