"""People who keep a portal busy while its processes die, and what each was promised."""

import random
import threading
from collections.abc import Callable

import requests
import stripe

from tests.flows.guest import begin_checkout
from tests.sandbox.driver import NotPaid, pay
from tests.sandbox.fixtures import Running
from tests.simulation.units import guest_from

# More guests in a minute would be asked to prove an address first.
GUEST_SECONDS = 0.9
CHANGE_SECONDS = 0.3


class Load:
    """Guests who pay one after the other, and members whose amounts change in Stripe's dashboard.

    It goes on whatever happens to the portal.
    """

    def __init__(self, portal_url: str, sandbox: Running) -> None:
        self._url, self._sandbox, self._stopping = portal_url, sandbox, threading.Event()
        self.promised: list[str] = []
        """The hosted pages that the portal led a guest to."""
        self.thanked: set[str] = set()
        """Who paid and came back to a page that thanks."""
        self.wrong: list[BaseException] = []
        self._threads = [
            threading.Thread(target=self._go_on, args=each)
            for each in ((self._pay, GUEST_SECONDS), (self._change, CHANGE_SECONDS))
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Nobody does anything any more."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        if self.wrong:
            raise self.wrong[0]

    def _go_on(self, act: Callable[[int], None], seconds: float) -> None:
        number = 0
        while not self._stopping.wait(seconds):
            number += 1
            try:
                act(number)
            except BaseException as error:
                self.wrong.append(error)
                return

    def _pay(self, number: int) -> None:
        email = f"guest{number}@example.org"
        with guest_from(f"10.{random.randrange(250)}.{random.randrange(250)}.7") as browser:
            try:
                checkout = begin_checkout(browser, self._url)
                self.promised.append(checkout)
                if browser.get(pay(checkout, email=email), timeout=30).status_code == 200:
                    self.thanked.add(email)
            except (requests.RequestException, AssertionError, NotPaid):
                return  # the portal is being started again

    def _change(self, number: int) -> None:
        client = self._sandbox.client.v1.subscriptions
        known = client.list({"limit": 5}).data
        if known:
            one = random.choice(known)
            (item,) = one["items"].data
            price: stripe.params.SubscriptionUpdateParamsItemPriceData = {
                "currency": "usd",
                "product": str(item.price.product),
                "unit_amount": 500 + 100 * (number % 40),
                "recurring": {"interval": "month"},
            }
            client.update(
                one.id,
                {"items": [{"id": item.id, "price_data": price}], "proration_behavior": "none"},
            )
