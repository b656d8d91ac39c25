"""How often one network may ask or tell: counted in this process, in bounded memory."""

import threading
from datetime import datetime

from portal.accounts.throttle import network

# A newsroom, a school or a phone company reads from one address: only floods are held up.
A_MINUTE = {"choose": 600, "seen": 1_200}
MOST_NETWORKS = 50_000


class Turnstile:
    """Counts by the minute and forgets each minute at its end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = -1
        self._counts: dict[tuple[str, str], int] = {}

    def lets(self, door: str, address: str | None, now: datetime) -> bool:
        """True while the network has not gone through `door` too often in this minute."""
        minute, key = int(now.timestamp() // 60), (door, network(address or ""))
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, {}
            count = self._counts.get(key, 0)
            if count >= A_MINUTE[door]:
                return False
            if count or len(self._counts) < MOST_NETWORKS:
                self._counts[key] = count + 1
            return True
