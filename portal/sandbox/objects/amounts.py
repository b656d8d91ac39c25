"""Which amounts Stripe charges in which currency, and its fee. Pure; amounts in minor units."""

from portal.sandbox.wire.errors import invalid

MINIMUM_MINOR = {
    "usd": 50, "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500,
    "dkk": 250, "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50,
    "mxn": 1000, "myr": 200, "nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300,
    "sgd": 50, "thb": 1000,
}  # fmt: skip
"""https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts; others by conversion."""

_OTHERS = (
    "afn all amd ang aoa ars awg azn bam bbd bdt bif bmd bnd bob bsd bwp byn bzd cdf clp cny cop "
    "crc cve djf dop dzd egp etb fjd fkp gel gip gmd gnf gtq gyd hnl htg idr ils isk jmd kes kgs "
    "khr kmf krw kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mzn nad ngn "
    "nio npr pab pen pgk php pkr pyg qar rsd rub rwf sar sbd scr shp sle sos srd std szl tjs top "
    "try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw bhd jod kwd omr tnd"
)
OTHERS = frozenset(_OTHERS.split())
ZERO_DECIMAL = frozenset("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split())
THREE_DECIMAL = frozenset(("bhd", "jod", "kwd", "omr", "tnd"))
HUNDREDS_ONLY = frozenset(("isk", "ugx"))
MAXIMUM_MINOR = 99_999_999
_SYMBOLS = {"eur": "€", "gbp": "£", "jpy": "¥", "uah": "₴", "usd": "$"}


def check_currency(currency: str, param: str) -> str:
    """The currency in small letters.

    Raises: Refusal for one that Stripe does not know.
    """
    known = currency.lower()
    if known not in MINIMUM_MINOR and known not in OTHERS:
        raise invalid(f"Invalid currency: {known}.", param)
    return known


def check_charge(amount: int, currency: str, param: str) -> None:
    """Raises: Refusal for an amount that Stripe would not charge."""
    least = MINIMUM_MINOR.get(currency, 50)
    if amount < least:
        raise invalid(
            f"The amount must be at least {written(least, currency)}.", param, "amount_too_small"
        )
    if amount > MAXIMUM_MINOR:
        raise invalid("Amount must be no more than 999999.99", param, "amount_too_large")
    check_digits(amount, currency, param)


def check_digits(amount: int, currency: str, param: str) -> None:
    """Raises: Refusal for digits that this currency cannot be charged in."""
    unit = 10 if currency in THREE_DECIMAL else 100 if currency in HUNDREDS_ONLY else 1
    if amount % unit:
        raise invalid(
            f"Invalid amount: {currency} amounts must be divisible by {unit}.",
            param,
            "invalid_amount",
        )


def fee(amount: int, currency: str) -> int:
    """2.9 % plus a fixed part that stands for 30 US cents, rounded half up."""
    fixed = 30 if currency not in ZERO_DECIMAL else 40
    return (amount * 29 + 500) // 1000 + (fixed * 10 if currency in THREE_DECIMAL else fixed)


def written(amount: int, currency: str) -> str:
    """The amount for a sentence on a sandbox page, such as `$8.00` or `8.00 CHF`."""
    places = 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2
    sign, digits = "-" if amount < 0 else "", str(abs(amount)).rjust(places + 1, "0")
    whole = digits[: len(digits) - places] if places else digits
    grouped = f"{int(whole):,}"
    rest = f".{digits[-places:]}" if places else ""
    if currency in _SYMBOLS:
        return f"{sign}{_SYMBOLS[currency]}{grouped}{rest}"
    return f"{sign}{grouped}{rest} {currency.upper()}"
