"""Long lists of Stripe's, a page at a time: read ahead, and patient when it is over its limits."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import structlog
from flask import current_app

from portal.billing.gateway import V1, AnyObject, Gateway, ListObject
from portal.errors import Unavailable

log = structlog.get_logger(__name__)

# Seconds before each further try of a call over the limit (429), and of one that had no answer.
CROWDED_WAITS = (2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 60.0)
SILENT_WAITS = (1.0, 5.0)

T = TypeVar("T")
Some = TypeVar("Some", bound=AnyObject)


def pages(gateway: Gateway, first: Callable[[V1], "ListObject[Some]"]) -> Iterator[list[Some]]:
    """Every page of the list that `first` begins; the next is fetched while one is worked on.

    The fetching has a context of its own, so the caller may have a transaction open meanwhile.
    Raises: Unavailable when Stripe does not answer in spite of patience; Declined.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def fetch(last: "ListObject[Some] | None") -> "ListObject[Some]":
        with app.app_context():
            if last is None:
                return patiently(lambda: gateway.ask(first))
            return patiently(lambda: gateway.ask(lambda _v1: last.next_page()))

    with ThreadPoolExecutor(1, thread_name_prefix="reading-ahead") as pool:
        coming = pool.submit(fetch, None)
        while True:
            page = coming.result()
            has_more = bool(page.has_more and page.data)
            if has_more:
                coming = pool.submit(fetch, page)
            yield list(page.data)
            if not has_more:
                return


def patiently(call: Callable[[], T]) -> T:
    """What `call` answers; what is safe to repeat is tried again, ever later.

    Raises: Unavailable when it was to no avail.
    """
    tries = 0
    while True:
        try:
            return call()
        except Unavailable as error:
            is_crowded = getattr(error.__cause__, "http_status", None) == 429
            waits = CROWDED_WAITS if is_crowded else SILENT_WAITS
            if tries >= len(waits):
                raise
            log.warning("stripe_waited_for", seconds=waits[tries], is_crowded=is_crowded)
            time.sleep(waits[tries])
            tries += 1
