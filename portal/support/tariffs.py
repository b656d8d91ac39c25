"""What we suggest people pay, per currency and cadence, as data. Amounts in minor units.

The least amounts lie well above the provider's own (50 US cents and the like), because a tiny
payment costs more in fees than it brings and is what people testing stolen cards use.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tariff:
    """The amounts offered as tiles, the one chosen at first, and the bounds of an own amount."""

    suggested: tuple[int, ...]
    first: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Tariffs:
    """One currency's tariffs. Every amount is a multiple of `step`."""

    monthly: Tariff
    yearly: Tariff
    once: Tariff
    step: int = 1

    def of(self, cadence: str) -> Tariff:
        """The tariff of "monthly", "yearly" or "once"."""
        return {"monthly": self.monthly, "yearly": self.yearly, "once": self.once}[cadence]


TARIFFS = {
    "usd": Tariffs(
        monthly=Tariff((500, 800, 1500, 3000), 800, 200, 100_000),
        yearly=Tariff((5000, 8000, 15000, 30000), 8000, 2000, 1_000_000),
        once=Tariff((1000, 2500, 5000, 10000), 2500, 200, 1_000_000),
    ),
    "eur": Tariffs(
        monthly=Tariff((500, 800, 1500, 3000), 800, 200, 100_000),
        yearly=Tariff((5000, 8000, 15000, 30000), 8000, 2000, 1_000_000),
        once=Tariff((1000, 2500, 5000, 10000), 2500, 200, 1_000_000),
    ),
    "gbp": Tariffs(
        monthly=Tariff((400, 700, 1200, 2500), 700, 200, 100_000),
        yearly=Tariff((4000, 7000, 12000, 25000), 7000, 2000, 1_000_000),
        once=Tariff((1000, 2000, 5000, 10000), 2000, 200, 1_000_000),
    ),
    "uah": Tariffs(
        monthly=Tariff((10000, 20000, 40000, 80000), 20000, 5000, 4_000_000),
        yearly=Tariff((100_000, 200_000, 400_000, 800_000), 200_000, 50_000, 40_000_000),
        once=Tariff((20000, 50000, 100_000, 200_000), 50000, 5000, 40_000_000),
    ),
    "pln": Tariffs(
        monthly=Tariff((1500, 3000, 6000, 12000), 3000, 800, 400_000),
        yearly=Tariff((15000, 30000, 60000, 120_000), 30000, 8000, 4_000_000),
        once=Tariff((3000, 10000, 20000, 40000), 10000, 800, 4_000_000),
    ),
    # No minor unit: the numbers are whole yen.
    "jpy": Tariffs(
        monthly=Tariff((500, 1000, 2000, 4000), 1000, 300, 150_000),
        yearly=Tariff((5000, 10000, 20000, 40000), 10000, 3000, 1_500_000),
        once=Tariff((1000, 3000, 5000, 10000), 3000, 300, 1_500_000),
    ),
    # Three decimals, of which card networks take the last only as 0.
    "kwd": Tariffs(
        monthly=Tariff((1500, 2500, 5000, 10000), 2500, 500, 300_000),
        yearly=Tariff((15000, 25000, 50000, 100_000), 25000, 5000, 3_000_000),
        once=Tariff((3000, 7500, 15000, 30000), 7500, 500, 3_000_000),
        step=10,
    ),
}
