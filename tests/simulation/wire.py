"""The line between the portal's SDK and the sandbox, and what goes wrong on it.

The SDK and its HTTP client are the portal's own; only the `requests` session under them is this.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from random import Random
from typing import TYPE_CHECKING, Any

import requests

from tests.simulation import wsgi
from tests.simulation.fate import Fate
from tests.simulation.repeatable import Time

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

READ_SECONDS = 8.0
FAULTS = {
    "late answer": ("late",),
    "429": ("rate_limit",),
    "500": ("error_500", "error_500_after"),
    "time-out": ("timeout_before", "timeout_after"),
    "dropped": ("drop_before", "drop_after"),
}


class Wire:
    """Carries the SDK's requests to the sandbox."""

    def __init__(
        self,
        sandbox: "WSGIApplication",
        fate: Fate,
        time: Time,
        chance: Random,
        is_committed: Callable[[str], bool],
    ) -> None:
        self._sandbox = sandbox
        self._fate = fate
        self._time = time
        self._chance = chance
        self._is_committed = is_committed
        self._keys: set[str] = set()
        self._again: list[str] = []
        self.kinds: list[str] = []
        """Which faults may happen."""
        self.odds = 0.0
        self.met: Counter[str] = Counter()
        self.unkeyed: list[str] = []
        """Writes whose idempotency key stood in no committed row."""
        self.calls = 0
        self.asked = ""
        """Where the last request went."""

    def request(
        self, method: str, url: str, headers: Mapping[str, str], data: Any = None, **_options: Any
    ) -> wsgi.Answer:
        """One request, under whatever fault it meets.

        Raises: requests.ConnectionError, requests.ReadTimeout.
        """
        self.calls, method = self.calls + 1, method.upper()  # the SDK says "post"
        self.asked = url
        with self._fate.aside():
            if method == "POST":
                self._check_key(headers.get("Idempotency-Key", ""), url)
        self._fate.moment(is_free=True)
        fault = self._next()
        if fault in ("rate_limit", "error_500", "error_500_after"):
            self._order(fault, method)
        if fault.endswith("before"):
            self._break(fault)
        if fault == "late":
            self._time.sleep(self._chance.uniform(0.5, READ_SECONDS - 1))
        answer = wsgi.call(self._sandbox, method, url, headers, data)
        if fault in ("timeout_after", "drop_after"):
            self._break(fault)
        self._fate.moment(is_free=True)
        return answer

    def _check_key(self, key: str, url: str) -> None:
        """It stood in a committed row when it was first used; another process may renew it."""
        if key not in self._keys and not self._is_committed(key):
            self.unkeyed.append(url)
        self._keys.add(key)

    def calm(self) -> None:
        """No fault happens any more."""
        self.kinds = []
        self._again.clear()

    def _next(self) -> str:
        if self._again:
            return self._again.pop()
        if not self.kinds or self._chance.random() >= self.odds:
            return ""
        kind = self._chance.choice(self.kinds)
        self.met[kind] += 1
        fault = self._chance.choice(FAULTS[kind])
        if kind != "late answer":  # often longer than the SDK's two retries
            self._again = [fault] * self._chance.choice((0, 0, 1, 2, 3, 5))
        return fault

    def _order(self, kind: str, method: str) -> None:
        body = json.dumps({"kind": kind, "method": method})
        kind_of_body = {"Content-Type": "application/json"}
        url = "http://localhost/_control/faults"
        answer = wsgi.call(self._sandbox, "POST", url, kind_of_body, body)
        assert answer.status_code == 200, answer.content

    def _break(self, fault: str) -> None:
        if fault.startswith("timeout"):
            self._time.sleep(READ_SECONDS)
            raise requests.exceptions.ReadTimeout("the simulator kept silent")
        raise requests.exceptions.ConnectionError("the simulator dropped the connection")
