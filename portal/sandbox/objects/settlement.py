"""In which currency money reaches the account, and at which rate. Amounts in minor units."""

from decimal import ROUND_HALF_UP, Decimal

from portal.sandbox.objects.amounts import THREE_DECIMAL, ZERO_DECIMAL, check_currency
from portal.sandbox.store import Obj
from portal.sandbox.world import World

_RULE = "settlement"
Rule = tuple[str, Decimal | None]
"""The currency that is settled in, and the rate when it is another than the payer's."""


def arrange(world: World, currency: str | None, rates: dict[str, float]) -> Obj:
    """Charges in the currencies of `rates` settle in `currency` from now on, each at its rate.

    All others settle in their own currency, as everything does once `currency` is None.

    Raises: Refusal for a currency that is none, ValueError for a rate that is not above 0.
    """
    rule: Obj = {"currency": None, "rates": {}}
    if currency is not None:
        for name, rate in rates.items():
            check_currency(name, "rates")
            if isinstance(rate, bool) or not isinstance(rate, int | float) or not rate > 0:
                raise ValueError(f"the rate of {name} must be a number above 0")
        known = {name.lower(): rate for name, rate in rates.items()}
        rule = {"currency": check_currency(currency, "currency"), "rates": known}
    world.store.remember(_RULE, rule)
    return rule


def rule_for(world: World, charge: Obj) -> Rule:
    """How movements about the charge settle: as its first one did, else as is arranged now."""
    first = charge["balance_transaction"] and world.store.find(charge["balance_transaction"])
    if first:
        rate = first["exchange_rate"]
        return first["currency"], None if rate is None else Decimal(str(rate))
    rule, currency = world.store.fact(_RULE, {"rates": {}}), charge["currency"]
    if currency not in rule["rates"] or currency == rule["currency"]:
        return currency, None
    return rule["currency"], Decimal(str(rule["rates"][currency]))


def converted(amount: int, currency: str, rule: Rule) -> int:
    """The amount in the settled currency, rounded half up.

    The rate is between whole units, not cents:
    https://docs.stripe.com/api/balance_transactions/object#balance_transaction_object-exchange_rate
    """
    to, rate = rule
    if rate is None:
        return amount
    scale = Decimal(10) ** (_places(to) - _places(currency))
    return int((amount * rate * scale).quantize(Decimal(1), ROUND_HALF_UP))


def _places(currency: str) -> int:
    return 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2
