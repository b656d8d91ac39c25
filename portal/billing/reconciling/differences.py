"""What the reconcile found: each difference in words, and whether it is mended."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from portal.billing.gateway import Gateway
from portal.money import Money, as_decimal


def shown(minor: int, currency: str) -> str:
    """An amount as people read it: "7.47 USD"."""
    return f"{as_decimal(Money(minor, currency))} {currency.upper()}"


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that Stripe and the portal do not agree on.

    `kind` and `ref` name the object at Stripe; `words` say who has what, without an address.
    """

    kind: str
    ref: str
    words: str


@dataclass
class Outcome:
    """What was compared, what was mended, and what is left."""

    compared: dict[str, int] = field(default_factory=dict)
    repaired: list[Difference] = field(default_factory=list)
    left: list[Difference] = field(default_factory=list)

    @property
    def is_agreed(self) -> bool:
        """True when Stripe and the portal have the same now."""
        return not self.left

    def count(self, what: str, number: int) -> int:
        """So many more were compared; how many of them in all."""
        self.compared[what] = self.compared.get(what, 0) + number
        return self.compared[what]


@dataclass(frozen=True)
class Run:
    """One reconcile: with whom, as of when, who hears of it, and whether it may change anything."""

    gateway: Gateway
    now: datetime
    say: Callable[[str], None]
    is_dry: bool
    outcome: Outcome = field(default_factory=Outcome)
