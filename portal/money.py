"""Money as whole minor units of one currency. Formatting lives in `web/display.py`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

# Digits after the decimal point, ISO 4217:2015 amendment list; two where not named.
DECIMALS = {
    "bif": 0, "clp": 0, "djf": 0, "gnf": 0, "jpy": 0, "kmf": 0, "krw": 0, "mga": 0,
    "pyg": 0, "rwf": 0, "vnd": 0, "vuv": 0, "xaf": 0, "xof": 0, "xpf": 0,
    "bhd": 3, "jod": 3, "kwd": 3, "omr": 3, "tnd": 3,
}  # fmt: skip

GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")


class MixedCurrencies(ValueError):
    """Two amounts in different currencies were added or compared."""


class NotAnAmount(ValueError):
    """The text cannot be read as an amount of the currency."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: `minor` units (cents; whole yen) of an ISO 4217 `currency` in lower case."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise TypeError("minor units are whole numbers")
        if len(self.currency) != 3 or not self.currency.isascii() or not self.currency.islower():
            raise ValueError(f"not a currency: {self.currency!r}")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other).minor

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other).minor

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._same(other).minor

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._same(other).minor

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise MixedCurrencies(f"{self.currency} and {other.currency}")
        return other


def decimals(currency: str) -> int:
    """How many digits the currency has after the decimal point."""
    return DECIMALS.get(currency, 2)


def as_decimal(money: Money) -> Decimal:
    """The amount in major units, exact: 1250 usd → Decimal("12.50")."""
    return Decimal(money.minor).scaleb(-decimals(money.currency))


def from_text(text: str, currency: str) -> Money:
    """Read an amount in major units as a person types it: "12", "12.5", "12,50", "1 200".

    Raises: NotAnAmount when it is no number, has more digits after the point than the
    currency has, or more than twelve characters. Whether it may be paid is not decided here.
    """
    cleaned = text.strip().replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    if cleaned.count(",") == 1 and "." not in cleaned:
        head, _, tail = cleaned.partition(",")
        cleaned = head + tail if len(tail) == 3 and decimals(currency) != 3 else f"{head}.{tail}"
    if GROUPED.fullmatch(cleaned):
        cleaned = cleaned.replace(",", "")
    if not cleaned or not set(cleaned) <= set("0123456789.") or len(cleaned) > 12:
        raise NotAnAmount(text)
    try:
        minor = Decimal(cleaned).scaleb(decimals(currency))
    except InvalidOperation as error:
        raise NotAnAmount(text) from error
    if minor != minor.to_integral_value():
        raise NotAnAmount(text)
    return Money(int(minor), currency)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of `amounts` in `currency`; zero when there are none. Raises: MixedCurrencies."""
    result = Money(0, currency)
    for amount in amounts:
        result = result + amount
    return result
