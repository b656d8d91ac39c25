"""How large a sample is, when it is full, and when anything may be said at all."""

from datetime import date

import pytest

from portal.prompts.results import Counts, day_of_sample, needed, sample_for, verdicts


def test_the_sample_is_that_of_r() -> None:
    # The example of R's documentation of power.prop.test: n = 76.7 for 50 and 75 per cent.
    assert needed(0.50, 0.75, 0.90) == pytest.approx(76.7, abs=0.05)
    assert sample_for(0.002, 0.003) == sample_for(0.003, 0.002) > 30_000
    for rates in ((0.1, 0.1), (0, 0.1), (0.1, 1)):
        with pytest.raises(ValueError, match="rates"):
            sample_for(*rates)


def test_of_nothing_nothing_is_said() -> None:
    assert verdicts({"a": Counts(), "b": Counts()})[0].better is None


def test_the_sample_is_full_when_every_arm_is() -> None:
    days = {
        date(2026, 11, 3): {"a": 60, "b": 10},
        date(2026, 11, 1): {"a": 50, "b": 60, "c": 1000},
        date(2026, 11, 4): {"b": 30},
    }
    assert day_of_sample(days, ["a", "b"], 100) == date(2026, 11, 4)
    assert day_of_sample(days, ["a", "b"], 101) is None
    assert day_of_sample(days, ["a", "b", "d"], 1) is None
    assert day_of_sample(days, ["a"], 0) is None


def test_a_winner_is_named_only_where_chance_is_unlikely() -> None:
    few, same, many = (Counts(readers=1000, joined=n) for n in (10, 14, 40))
    assert [v.better for v in verdicts({"a": few, "b": many})] == ["b"]
    assert [v.better for v in verdicts({"a": many, "b": few})] == ["a"]
    assert [v.better for v in verdicts({"a": few, "b": same})] == [None]


def test_more_pairs_need_more_to_be_told_apart() -> None:
    low, high = Counts(readers=1000, joined=10), Counts(readers=1000, joined=22)
    assert verdicts({"a": low, "b": high})[0].better == "b"
    five = dict.fromkeys("acde", low) | {"b": high}
    assert all(verdict.better is None for verdict in verdicts(five))
    assert verdicts({"a": low, "b": high}, comparisons=10)[0].better is None


def test_below_the_line_stand_readers_and_not_showings() -> None:
    some, most = (Counts(shown=9000, readers=20, joined=n) for n in (12, 19))
    verdict = verdicts({"a": some, "b": most})[0]
    assert verdict.difference.value == pytest.approx(-7 / 20)
    assert verdict.better == "b"


def test_counts_add_up() -> None:
    assert Counts(1, 2, 3, 4, 5, 6) + Counts(1, 1, 1, 1, 1, 1) == Counts(2, 3, 4, 5, 6, 7)
