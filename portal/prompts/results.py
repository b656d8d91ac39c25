"""What showing a prompt brought: rates per reader, and when two arms may be compared. Pure.

A rate is how many became members of 1,000 readers who were shown a prompt. A reader is a browser,
counted once on each day (UTC): the days of asks are all that a browser remembers without consent,
so whether it was shown this very prompt before, on another day or in another wording, nobody
knows. In every arm of an experiment alike the reader is counted where the day's first ask was.

Nothing is compared before every arm had as many readers as was fixed beforehand, and then only
what began on the days until that was so: whoever looks every day and stops at a lucky moment
finds winners among equals (R. Johari et al., "Peeking at A/B Tests", KDD 2017).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from math import ceil, sqrt
from statistics import NormalDist

from portal.prompts.intervals import CONFIDENCE, Interval, newcombe, z_of

POWER = 0.8


@dataclass(frozen=True, slots=True)
class Counts:
    """What an arm did on one day, or on several: showings, and what followed from them."""

    shown: int = 0
    readers: int = 0
    clicked: int = 0
    closed: int = 0
    reminded: int = 0
    joined: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(*(getattr(self, n) + getattr(other, n) for n in self.__slots__))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be said of two arms: `better` is None where their difference may be chance."""

    first: str
    second: str
    difference: Interval  # of the first's rate over the second's
    better: str | None


def sample_for(usual: float, other: float) -> int:
    """How many readers each arm needs to tell these two rates apart, four times in five.

    J. L. Fleiss, "Statistical Methods for Rates and Proportions", 2nd ed. (1981), formula 3.14,
    without correction for continuity: what R's `power.prop.test` gives, rounded up.

    Raises: ValueError when the rates are alike or no rates.
    """
    if usual == other or not (0 < usual < 1 and 0 < other < 1):
        raise ValueError("two different rates between 0 and 1")
    return ceil(needed(usual, other, POWER))


def needed(p: float, q: float, power: float) -> float:
    """The same before it is rounded, for any power."""
    mean = (p + q) / 2
    by_chance = z_of(CONFIDENCE) * sqrt(2 * mean * (1 - mean))
    by_truth = NormalDist().inv_cdf(power) * sqrt(p * (1 - p) + q * (1 - q))
    return ((by_chance + by_truth) / (p - q)) ** 2


def day_of_sample(
    days: Mapping[date, Mapping[str, int]], arms: Sequence[str], sample: int
) -> date | None:
    """The first day by whose end every arm had `sample` readers; None until then, or for 0.

    `days` holds the readers of each arm by day.
    """
    if not sample or not arms:
        return None
    so_far = dict.fromkeys(arms, 0)
    for day in sorted(days):
        for arm in arms:
            so_far[arm] += days[day].get(arm, 0)
        if min(so_far.values()) >= sample:
            return day
    return None


def verdicts(arms: Mapping[str, Counts], comparisons: int = 0) -> list[Verdict]:
    """Every pair of arms compared by who joined of their readers.

    A difference must hold for all pairs together, or for so many `comparisons` if they are more:
    the confidence of each is raised for their number (Bonferroni; O. J. Dunn, "Multiple
    comparisons among means", JASA 56 (1961) 52-64).
    """
    pairs = list(combinations(arms, 2))
    confidence = 1 - (1 - CONFIDENCE) / max(1, len(pairs), comparisons)
    found = []
    for first, second in pairs:
        one, other = arms[first], arms[second]
        between = newcombe((one.joined, one.readers), (other.joined, other.readers), confidence)
        better = first if between.low > 0 else second if between.high < 0 else None
        found.append(Verdict(first, second, between, better))
    return found
