"""What the support page says before the button: each offered amount and when it is charged next."""

from dataclasses import dataclass
from datetime import date

from portal.money import Money
from portal.support import amounts
from portal.support.standing import Cadence
from portal.support.tariffs import TARIFFS


@dataclass(frozen=True, slots=True)
class Offer:
    """One cadence: its amounts in the order of the tiles, its bounds, the next charge if any."""

    cadence: str
    amounts: list[Money]
    least: Money
    most: Money
    next_on: date | None


def offers(currency: str, today: date) -> list[Offer]:
    """The offers of a currency, for somebody who pays on `today` in the newsroom's timezone."""
    return [
        Offer(
            cadence=cadence,
            amounts=amounts.suggested(currency, cadence),
            least=Money(TARIFFS[currency].of(cadence).least, currency),
            most=Money(TARIFFS[currency].of(cadence).most, currency),
            next_on=(
                None if cadence == "once" else amounts.next_charge_on(today, Cadence(cadence))
            ),
        )
        for cadence in amounts.CADENCES
    ]
