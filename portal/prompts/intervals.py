"""Intervals of shares and of their differences, each by a published method. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, lgamma, log, log1p, sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
# Far below what a page shows of a share.
PRECISION = 1e-12


@dataclass(frozen=True, slots=True)
class Interval:
    """A share (or a difference of shares) and between what it lies, all as parts of 1."""

    value: float
    low: float
    high: float


def exact(part: int, whole: int, confidence: float = CONFIDENCE) -> Interval:
    """The share part/whole with the interval that holds the true one at least so often.

    C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the
    case of the binomial", Biometrika 26 (1934) 404-413. Wilson's is narrower, and right on the
    average only: where one or two joined it holds the truth in 84 to 92 of 100 cases (L. D.
    Brown, T. T. Cai, A. DasGupta, Statistical Science 16 (2001) 101-133), and few ever join.
    Of nothing, everything is possible: 0 to 1. More parts than the whole count as the whole.
    """
    if whole <= 0:
        return Interval(0.0, 0.0, 1.0)
    part, tail = min(part, whole), (1 - confidence) / 2
    low = 0.0 if part <= 0 else _root(lambda p: at_least(part, whole, p) - tail)
    high = 1.0 if part >= whole else _root(lambda p: at_least(part + 1, whole, p) - 1 + tail)
    return Interval(part / whole, low, high)


def wilson(part: int, whole: int, confidence: float = CONFIDENCE) -> Interval:
    """The share part/whole with Wilson's score interval, without correction for continuity.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    JASA 22 (1927) 209-212; method 3 of R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872.
    Of nothing, everything is possible: 0 to 1. More parts than the whole count as the whole.
    """
    if whole <= 0:
        return Interval(0.0, 0.0, 1.0)
    z, share = z_of(confidence), min(part, whole) / whole
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
    Between equal rates it names a difference in at most 5 of 100 cases, also where few join
    and where one arm is nine times as large (tests/prompts/test_intervals.py).
    """
    a, b = wilson(*first, confidence), wilson(*second, confidence)
    value = a.value - b.value
    low = value - sqrt((a.value - a.low) ** 2 + (b.high - b.value) ** 2)
    high = value + sqrt((a.high - a.value) ** 2 + (b.value - b.low) ** 2)
    return Interval(value, low, high)


def at_least(part: int, whole: int, share: float) -> float:
    """How likely `part` or more of `whole` are when each is with `share` (0 < share < 1).

    The incomplete beta function I_share(part, whole - part + 1), by its continued fraction
    (Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.5.24 and 26.5.8).
    """
    if part <= 0:
        return 1.0
    a, b = float(part), float(whole - part + 1)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(share) + b * log1p(-share))
    if share < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, share) / a
    return 1 - front * _fraction(b, a, 1 - share) / b


def z_of(confidence: float) -> float:
    """How many standard deviations lie to either side at that confidence."""
    return NormalDist().inv_cdf(1 - (1 - confidence) / 2)


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of I_x(a, b), from the front (W. J. Lentz, Applied Optics 15, 1976).

    It needs about the square root of the greater of a and b steps.
    """
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    found, m, change = d, 0, 0.0
    while abs(change - 1) > PRECISION:
        m += 1
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        change = 1.0
        for step in (even, odd):
            d, c = 1 / (1 + step * d), 1 + step / c
            change *= c * d
        found *= change
    return found


def _root(rising: Callable[[float], float]) -> float:
    """Where a function that rises from below 0 to above it, between 0 and 1, is 0."""
    low, high = 0.0, 1.0
    while high - low > PRECISION * high:
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2
