"""What happened in many histories, and the table of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

KINDS = (
    "duplicated", "reordered", "three days late", "lost", "parallel", "died", "late answer", "429",
    "500", "time-out", "dropped", "clock skew",
)  # fmt: skip
STANDINGS = ("none", "pending", "active", "past_due", "paused", "ended", "-")


@dataclass
class Tally:
    """Counts over one or many histories; those of many can be added and sent as plain values."""

    histories: Counter[str] = field(default_factory=Counter)
    numbers: Counter[str] = field(default_factory=Counter)
    actions: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    met_by: Counter[str] = field(default_factory=Counter)
    """In how many histories a fault occurred."""
    meetings: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def action(self, name: str) -> None:
        """Somebody did something."""
        self.actions[name] += 1

    def fault(self, kind: str) -> None:
        """Something went wrong on purpose."""
        self.faults[kind] += 1

    def meeting(self, event: str, standing: str) -> None:
        """An event came while its membership stood so."""
        self.meetings[f"{event} {standing}"] += 1

    def add(self, other: "Tally") -> None:
        """The other's counts are among these."""
        for name, counts in vars(other).items():
            mine = getattr(self, name)
            mine.update(counts) if isinstance(mine, Counter) else mine.extend(counts)

    def to_plain(self) -> dict[str, Any]:
        """As values that any process can read."""
        return {k: dict(v) if isinstance(v, Counter) else v for k, v in vars(self).items()}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Tally":
        """The tally again."""
        tally = cls()
        for name, value in plain.items():
            setattr(tally, name, value if isinstance(value, list) else Counter(value))
        return tally

    def total(self) -> int:
        """How many histories."""
        return sum(self.histories.values())

    def too_rare(self) -> list[str]:
        """Which kinds of fault occurred in fewer than a tenth of the histories."""
        return [kind for kind in KINDS if self.met_by[kind] * 10 < self.total()]

    def lines(self) -> Iterator[str]:
        """The table for the terminal."""
        total = self.total()
        told = ", ".join(f"{n} on {where}" for where, n in sorted(self.histories.items()))
        yield f"{total} histories ({told}); per history on average:"
        for name, number in sorted(self.numbers.items()):
            yield f"  {name:22} {number / total:8.1f}"
        yield f"  {'actions':22} {sum(self.actions.values()) / total:8.1f}"
        for name, number in self.actions.most_common():
            yield f"    {name:20} {number / total:8.2f}"
        yield "faults: how many in all, and in what part of the histories"
        for kind in KINDS:
            yield f"  {kind:22} {self.faults[kind]:8} {self.met_by[kind] / total:7.0%}"
        yield from self._pairs()

    def _pairs(self) -> Iterator[str]:
        events = sorted({pair.split()[0] for pair in self.meetings})
        pairs = sum(1 for pair in self.meetings if not pair.endswith(" -"))
        yield f"events × standing of the membership they concern: {pairs} pairs met"
        yield f"  {'':44}" + "".join(f"{standing:>9}" for standing in STANDINGS)
        for event in events:
            cells = (self.meetings[f"{event} {standing}"] for standing in STANDINGS)
            yield f"  {event:44}" + "".join(f"{n or '.':>9}" for n in cells)
