"""Which amounts Stripe charges in which currency, and its fee. Pure; amounts in minor units."""

from math import ceil

from portal.sandbox.wire.errors import invalid

MINIMUM_MINOR = {
    "usd": 50, "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500,
    "dkk": 250, "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50,
    "mxn": 1000, "myr": 200, "nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300,
    "sgd": 50, "thb": 1000,
}  # fmt: skip
"""https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts."""

PER_DOLLAR = {
    "afn": 70, "all": 90, "amd": 390, "ang": 1.8, "aoa": 920, "ars": 1400, "awg": 1.8, "azn": 1.7,
    "bam": 1.8, "bbd": 2, "bdt": 122, "bhd": 0.38, "bif": 2950, "bmd": 1, "bnd": 1.3, "bob": 6.9,
    "bsd": 1, "bwp": 13.5, "byn": 3.2, "bzd": 2, "cdf": 2800, "clp": 950, "cny": 7.2, "cop": 4000,
    "crc": 505, "cve": 97, "djf": 178, "dop": 62, "dzd": 130, "egp": 48, "etb": 145, "fjd": 2.3,
    "fkp": 0.75, "gel": 2.7, "gip": 0.75, "gmd": 72, "gnf": 8700, "gtq": 7.7, "gyd": 209,
    "hnl": 26, "htg": 131, "idr": 16500, "ils": 3.4, "isk": 125, "jmd": 160, "jod": 0.71,
    "kes": 129, "kgs": 87, "khr": 4000, "kmf": 430, "krw": 1400, "kwd": 0.31, "kyd": 0.83,
    "kzt": 530, "lak": 21600, "lbp": 89500, "lkr": 302, "lrd": 185, "lsl": 17.5, "mad": 9.2,
    "mdl": 17, "mga": 4450, "mkd": 53, "mmk": 2100, "mnt": 3550, "mop": 8, "mur": 45.5, "mvr": 15.4,
    "mwk": 1735, "mzn": 64, "nad": 17.5, "ngn": 1480, "nio": 36.8, "npr": 141, "omr": 0.385,
    "pab": 1, "pen": 3.5, "pgk": 4.2, "php": 58, "pkr": 281, "pyg": 7100, "qar": 3.64, "rsd": 101,
    "rub": 80, "rwf": 1450, "sar": 3.75, "sbd": 8.3, "scr": 14.5, "shp": 0.75, "sle": 23,
    "sos": 571,
    "srd": 39, "std": 21000, "szl": 17.5, "tjs": 9.4, "tnd": 2.95, "top": 2.4, "try": 42,
    "ttd": 6.8,
    "twd": 31, "tzs": 2500, "uah": 42,
    "ugx": 3550, "uyu": 40, "uzs": 12200, "vnd": 26300,
    "vuv": 121, "wst": 2.8, "xaf": 565, "xcd": 2.7, "xof": 565, "xpf": 103, "yer": 239, "zar": 17.5,
    "zmw": 24,
}  # fmt: skip
"""What a dollar costs in the others, roughly: their minimum is converted from half a dollar."""

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
    if known not in MINIMUM_MINOR and known not in PER_DOLLAR:
        raise invalid(f"Invalid currency: {known}.", param)
    return known


def least(currency: str) -> int:
    """The smallest amount that Stripe charges; of a converted one only the magnitude is certain."""
    if currency in MINIMUM_MINOR:
        return MINIMUM_MINOR[currency]
    places = 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2
    half: int = ceil(PER_DOLLAR[currency] * 10**places / 2)
    return half


def check_charge(amount: int, currency: str, param: str) -> None:
    """Raises: Refusal for an amount that Stripe would not charge."""
    if amount < (minimum := least(currency)):
        raise invalid(
            f"The amount must be at least {written(minimum, currency)}.", param, "amount_too_small"
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
