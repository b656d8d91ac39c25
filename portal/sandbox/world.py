"""What every handler is given: the store, the virtual clock, events, and what falls due later."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from portal.sandbox import deliveries, shapes
from portal.sandbox.clock import Clock
from portal.sandbox.endpoints import endpoints
from portal.sandbox.ids import new_id
from portal.sandbox.settings import API_VERSION, SandboxSettings
from portal.sandbox.store import Obj, Store
from portal.sandbox.wire.errors import Refusal, no_such

INCLUDED_ON_REQUEST = {
    "charge": frozenset({"refunds", "source"}),
    "checkout.session": frozenset({"line_items"}),
    "customer": frozenset({"subscriptions", "sources", "tax_ids", "cash_balance", "tax"}),
    "event": frozenset({"account", "context"}),
    "invoice": frozenset({"payments", "confirmation_secret"}),
    "price": frozenset({"currency_options", "tiers"}),
    "webhook_endpoint": frozenset({"secret"}),
}
TEST_CLOCK = "test_helpers.test_clock"
BILLING = frozenset({"collect", "finalize", "give_up", "subscription"})
"""What waits for the time of a test clock; money moves in the world's own time."""


class World:
    """One Stripe account in test mode."""

    def __init__(self, settings: SandboxSettings) -> None:
        self.settings = settings
        self.store = Store(settings.path)
        self.clock = Clock(self.store, settings.clock_file)
        self.advancing = threading.Lock()
        self.carrying = threading.Lock()
        """Held from a delivery's try until its outcome is noted."""
        self.happened = threading.Event()
        self.real_time: Callable[[], float] = self.clock.clients
        """What events are dated by; another only where a past is made up."""
        self._telling = "all"
        self._request: Obj = {"id": None, "idempotency_key": None}
        self._closing: list[Callable[[], object]] = []

    @contextmanager
    def unit(
        self, request: str | None = None, key: str | None = None, about: Iterable[str] = ()
    ) -> Iterator[None]:
        """All that happens inside is kept together or not at all; then deliveries may start.

        `request` and `key` are noted on the events of an API call. What lives on the test clock
        of one of the objects `about` happens at its time.

        Raises: Refusal 429 while that test clock advances.
        """
        with self.store.transaction(), ExitStack() as stack:
            for clock in filter(None, map(self.test_clock_of, about)):
                if clock["status"] == "advancing":
                    raise Refusal(
                        "Test clock advancement underway - cannot perform modifications: "
                        f"{clock['id']}",
                        status=429,
                        code="rate_limit",
                    )
                stack.enter_context(self.clock.going_by(clock["id"], clock["frozen_time"]))
                break
            before, self._request = self._request, {"id": request, "idempotency_key": key}
            try:
                yield
            finally:
                self._request = before
        self.happened.set()

    @contextmanager
    def retold(self, *, is_listed: bool) -> Iterator[None]:
        """Inside a unit: events tell of a past. They are dated by it and never delivered.

        They are not made at all unless they are to be listed.
        """
        before = self.real_time
        self._telling = "listed" if is_listed else "none"
        self.real_time = lambda: self.clock.exact() - self.clock.lag
        try:
            yield
        finally:
            self._telling, self.real_time = "all", before

    def on_close(self, stop: Callable[[], object]) -> None:
        """Called before the file is closed."""
        self._closing.append(stop)

    def close(self) -> None:
        """Threads have ended, the file is closed."""
        while self._closing:
            self._closing.pop()()
        self.store.close()

    def now(self) -> int:
        """Virtual time, in whole seconds."""
        return self.clock.now()

    def get(self, kind: str, name: str, param: str | None = None) -> Obj:
        """The object of that kind and id.

        Raises: Refusal as Stripe words it; 404 unless `param` says which parameter named it.
        """
        found = self.store.find(name)
        if found is None or found["object"] != kind:
            raise no_such(kind, name, param)
        return found

    def hidden(self, name: str) -> Obj:
        """What is remembered about the object beside what Stripe shows."""
        return self.store.hidden(name)

    def test_clock_of(self, name: str) -> Obj | None:
        """The test clock that the object, or whoever it belongs to, lives on."""
        found = self.store.find(name)
        while found and found["object"] != TEST_CLOCK:
            owner = found.get("test_clock") or found.get("customer") or found.get("invoice")
            found = self.store.find(owner) if isinstance(owner, str) else None
        return None if found is None or found.get("deleted") else found

    def add(self, kind: str, hidden: Obj | None = None, **given: Any) -> Obj:
        """A new object, complete in Stripe's current shape; `id` and `created` if not given."""
        body: Obj = {"object": kind, "id": given.pop("id", None) or new_id(kind), **given}
        known = shapes.fields(kind)
        if "created" in known:
            body.setdefault("created", self.now())
        if "livemode" in known:
            body.setdefault("livemode", False)
        body = shapes.complete(body, INCLUDED_ON_REQUEST.get(kind, frozenset()))
        self.store.put(body, hidden or {})
        return body

    def save(self, body: Obj, hidden: Obj | None = None) -> None:
        """The changed object stands."""
        self.store.put(body, hidden)

    def change(self, body: Obj, event: str, **fields: Any) -> Obj:
        """The fields are changed and an event tells it, with what they were before."""
        before = {**body}
        after = {**body, **fields}
        self.save(after)
        self.emit(event, after, before)
        return after

    def emit(self, kind: str, body: Obj, before: Obj | None = None) -> None:
        """An event that shows the object as it is now; `before` gives `previous_attributes`."""
        if self._telling == "none":
            return
        data: Obj = {"object": body}
        if before is not None:
            data["previous_attributes"] = previous(before, body)
        event = self.add(
            "event",
            type=kind,
            api_version=API_VERSION,
            created=int(self.real_time()),
            data=data,
            pending_webhooks=len(endpoints(self.store, self.settings)),
            request=self._request,
        )
        if self._telling == "all":
            deliveries.enqueue(self.store, self.settings, event, self.clock.flowing())

    def later(self, name: str, action: str, at: float) -> None:
        """At that virtual time the action befalls the object; an earlier plan is replaced."""
        clock = self.clock.test_clock if action in BILLING else None
        if clock is None:
            self.store.run("INSERT OR REPLACE INTO due VALUES (?, ?, ?)", (name, action, at))
        else:
            values = (name, action, at, clock)
            self.store.run("INSERT OR REPLACE INTO clock_due VALUES (?, ?, ?, ?)", values)

    def never(self, name: str, action: str) -> None:
        """The action is no longer planned for the object."""
        for table in ("due", "clock_due"):
            self.store.run(
                f"DELETE FROM {table} WHERE object = ? AND action = ?",  # noqa: S608
                (name, action),
            )


def previous(before: Obj, after: Obj) -> Obj:
    """What changed, with the values it had; hashes by field, lists whole."""
    changed: Obj = {}
    for name in before.keys() | after.keys():
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        changed[name] = (
            previous(old, new) if isinstance(old, dict) and isinstance(new, dict) else old
        )
    return changed
