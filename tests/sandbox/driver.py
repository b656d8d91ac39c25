"""Drives the sandbox's hosted pages and control API as a person and an operator would, over HTTP.

For the tests of every desk: `pay` is a reader who pays; `Control` is what the control page does.
"""

from typing import Any, cast

import requests

SECONDS = 10
CARDS = {
    "ok": "4242424242424242",
    "declined": "4000000000000002",
    "insufficient_funds": "4000000000009995",
    "expired": "4000000000000069",
    "wrong_cvc": "4000000000000127",
    "asks_bank": "4000002760003184",
    "fails_later": "4000000000000341",
    "disputed": "4000000000000259",
}


class NotPaid(Exception):
    """The page showed errors instead of sending the payer on; `page` is its HTML."""

    def __init__(self, status: int, page: str) -> None:
        super().__init__(f"the page answered {status}")
        self.status = status
        self.page = page


def pay(
    session_url: str,
    *,
    card: str = CARDS["ok"],
    email: str = "reader@example.org",
    name: str = "Alisa Reader",
    bank: str = "complete",
) -> str:
    """Pays on the hosted page; the address that the payer is sent to, not yet visited.

    A card that asks the bank is answered with `bank`, which is `complete` or `fail`.

    Raises: NotPaid when the page keeps the payer, as it does after a decline.
    """
    with requests.Session() as browser:
        form = {"email": email, "number": card, "expiry": "12 / 40", "cvc": "123", "name": name}
        answer = browser.post(session_url, data=form, allow_redirects=False, timeout=SECONDS)
        if answer.headers.get("Location", "").endswith("/bank"):
            address = f"{session_url}/bank"
            answer = browser.post(
                address, data={"outcome": bank}, allow_redirects=False, timeout=SECONDS
            )
        if answer.status_code != 303:
            raise NotPaid(answer.status_code, answer.text)
        return answer.headers["Location"]


class Control:
    """The control API of one sandbox."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/_control"

    def state(self) -> dict[str, Any]:
        """The clock, counts, what is due."""
        return self.call("GET", "/state")

    def advance(self, **span: float) -> dict[str, Any]:
        """Time moves by `seconds`, `days`, `months` or `years`, or `to` a time."""
        return self.call("POST", "/clock", **span)

    def settle(self) -> None:
        """Charges made just now have their balance transactions."""
        self.advance(seconds=5)

    def flush(self, seconds: float = 10) -> None:
        """Everything that was to be delivered has been tried.

        Raises: AssertionError when something still waits.
        """
        left = self.call("POST", "/deliveries/flush", seconds=seconds)["pending"]
        assert left == 0, f"{left} deliveries still wait"

    def deliveries(self) -> list[dict[str, Any]]:
        """The last deliveries, newest first."""
        return cast(list[dict[str, Any]], self.call("GET", "/deliveries")["data"])

    def spoil(self, mode: str, times: int = 1) -> None:
        """The next deliveries `fail`, `lose`, `double` or `reorder`."""
        self.call("POST", "/deliveries", mode=mode, times=times)

    def resend(self, event: str) -> None:
        """The event is delivered once more."""
        self.call("POST", "/deliveries/resend", event=event)

    def listen(self, url: str, secret: str) -> None:
        """Events go there from now on."""
        self.call("PUT", "/listener", url=url, secret=secret)

    def fault(self, kind: str, **more: Any) -> None:
        """The next fitting API request meets this fault."""
        self.call("POST", "/faults", kind=kind, **more)

    def calm(self) -> None:
        """No fault waits any more."""
        self.call("DELETE", "/faults")

    def refund(self, **charge: Any) -> dict[str, Any]:
        """A refund as if from Stripe's dashboard: `charge` or `payment_intent`, and `amount`."""
        return self.call("POST", "/refunds", **charge)

    def dispute(self, charge: str) -> dict[str, Any]:
        """The payer's bank disputes the charge."""
        return self.call("POST", "/disputes", charge=charge)

    def decide(self, dispute: str, outcome: str) -> dict[str, Any]:
        """The bank decides: `won` or `lost`."""
        return self.call("POST", f"/disputes/{dispute}", outcome=outcome)

    def cancel(self, subscription: str) -> dict[str, Any]:
        """The subscription ends at once, as if cancelled in Stripe's dashboard."""
        return self.call("POST", f"/subscriptions/{subscription}/cancel")

    def expire(self, session: str) -> dict[str, Any]:
        """The checkout session expires."""
        return self.call("POST", f"/sessions/{session}/expire")

    def reset(self) -> None:
        """As new, but for the listener."""
        self.call("POST", "/reset")

    def call(self, method: str, path: str, /, **sent: Any) -> dict[str, Any]:
        """One call.

        Raises: AssertionError with the sandbox's sentence when it refuses.
        """
        body = None if method == "GET" else sent
        answer = requests.request(method, self._url + path, json=body, timeout=300)
        assert answer.status_code == 200, answer.text
        return cast(dict[str, Any], answer.json())
