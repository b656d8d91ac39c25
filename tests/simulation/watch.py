"""What a watcher sees after every step, and whether anything is left to do."""

from sqlalchemy import text

from tests.simulation.machine import Machine

LEFT = text(
    "SELECT (SELECT count(*) FROM stripe_events WHERE state = 'waiting')"
    " + (SELECT count(*) FROM stripe_orders WHERE state = 'waiting')"
    " + (SELECT count(*) FROM mails WHERE state = 'waiting')"
    " + (SELECT count(*) FROM attempts"
    "    WHERE state IN ('made', 'unknown') AND checkout_ref IS NULL)"
)
KEPT = text("SELECT id FROM stripe_events")
ENDED = text("SELECT provider_ref FROM memberships WHERE standing = 'ended'")


class Watch:
    """Keeps what may never be undone."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._ended: set[str] = set()
        self.found: list[str] = []

    def look(self) -> None:
        """Whoever had ended is still ended."""
        ended = {row[0] for row in self._machine.ask(ENDED)}
        for ref in self._ended - ended:
            self.found.append(f"ended resurrects: {ref}")
        self._ended |= ended

    def is_quiet(self, lost: list[str]) -> bool:
        """Whether the portal has nothing left to do, and has found the events that were lost."""
        if self._machine.ask(LEFT)[0][0]:
            return False
        return not lost or set(lost) <= {row[0] for row in self._machine.ask(KEPT)}
