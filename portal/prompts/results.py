"""What showing a prompt brought: rates with intervals, and when two may be compared. Pure.

A rate is how many of those who were shown a prompt became members, per 1,000 showings that came
into view. Showings and not readers are counted, since without consent we cannot know that two
showings had one reader; a reader who sees a prompt four times counts four times below the line
in every arm alike.

Nothing is compared before every arm was shown as often as was fixed beforehand, and then only
what began on the days until that was so: whoever looks every day and stops at a lucky moment
finds winners among equals (R. Johari et al., "Peeking at A/B Tests", KDD 2017).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from math import ceil, sqrt
from statistics import NormalDist

# Two-sided, of an interval and of all comparisons of a prompt together.
CONFIDENCE = 0.95
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
class Interval:
    """A share (or a difference of shares) and between what it lies, all as parts of 1."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be said of two arms: `better` is None where their difference may be chance."""

    first: str
    second: str
    difference: Interval  # of the first's rate over the second's
    better: str | None


def wilson(part: int, whole: int, confidence: float = CONFIDENCE) -> Interval:
    """The share part/whole with Wilson's score interval, without correction for continuity.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    JASA 22 (1927) 209-212; method 3 of R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872.
    Of nothing, everything is possible: 0 to 1. More parts than the whole count as the whole.
    """
    if whole <= 0:
        return Interval(0.0, 0.0, 1.0)
    z, share = _z(confidence), min(part, whole) / whole
    middle = share + z * z / (2 * whole)
    spread = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    scale = 1 + z * z / whole
    # At the ends the bound is the end itself, but for rounding.
    low = 0.0 if part <= 0 else (middle - spread) / scale
    high = 1.0 if part >= whole else (middle + spread) / scale
    return Interval(share, low, high)


def newcombe(
    first: tuple[int, int], second: tuple[int, int], confidence: float = CONFIDENCE
) -> Interval:
    """The difference of two shares (part, whole), the first's less the second's.

    Method 10 of R. G. Newcombe, "Interval estimation for the difference between independent
    proportions", Statistics in Medicine 17 (1998) 873-890: from the two Wilson intervals.
    """
    a, b = wilson(*first, confidence), wilson(*second, confidence)
    value = a.value - b.value
    low = value - sqrt((a.value - a.low) ** 2 + (b.high - b.value) ** 2)
    high = value + sqrt((a.high - a.value) ** 2 + (b.value - b.low) ** 2)
    return Interval(value, low, high)


def sample_for(usual: float, other: float) -> int:
    """How many showings each arm needs to tell these two rates apart, four times in five.

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
    by_chance = _z(CONFIDENCE) * sqrt(2 * mean * (1 - mean))
    by_truth = NormalDist().inv_cdf(power) * sqrt(p * (1 - p) + q * (1 - q))
    return ((by_chance + by_truth) / (p - q)) ** 2


def day_of_sample(
    days: Mapping[date, Mapping[str, int]], arms: Sequence[str], sample: int
) -> date | None:
    """The first day by whose end every arm was shown `sample` times; None until then, or for 0.

    `days` holds the showings of each arm by day.
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


def verdicts(arms: Mapping[str, Counts]) -> list[Verdict]:
    """Every pair of arms compared by who joined; a difference must hold for all pairs together.

    The confidence of each is raised for their number (Bonferroni; O. J. Dunn, "Multiple
    comparisons among means", JASA 56 (1961) 52-64).
    """
    pairs = list(combinations(arms, 2))
    confidence = 1 - (1 - CONFIDENCE) / max(1, len(pairs))
    found = []
    for first, second in pairs:
        one, other = arms[first], arms[second]
        between = newcombe((one.joined, one.shown), (other.joined, other.shown), confidence)
        better = first if between.low > 0 else second if between.high < 0 else None
        found.append(Verdict(first, second, between, better))
    return found


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf(1 - (1 - confidence) / 2)
