"""A flush answers when nothing waits any more, whatever is under way when it is asked for."""

import threading
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

import pytest

from portal.sandbox import acts
from portal.sandbox.app import world_of
from tests.sandbox.fixtures import SECRET, Running
from tests.sandbox.listener import Listener, listening

PATIENCE = 10.0


class Slow(Listener):
    """Holds its first answer, which is a failure, until it may go on."""

    def __init__(self) -> None:
        super().__init__(SECRET)
        self.answers = [500]
        self.holds, self.may_go_on = threading.Event(), threading.Event()

    def take(self, body: bytes, header: str) -> int:
        self.holds.set()
        assert self.may_go_on.wait(PATIENCE)
        return super().take(body, header)


class Watched:
    """The lock, which tells when somebody other than the courier asks for it."""

    def __init__(self, lock: threading.Lock) -> None:
        self._lock = lock
        self.is_asked_for = threading.Event()

    def __enter__(self) -> None:
        if threading.current_thread().name != "sandbox-courier":
            self.is_asked_for.set()
        self._lock.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lock.release()


def test_a_flush_waits_for_the_delivery_under_way(
    sandbox: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_of(sandbox.server.app)
    watched = Watched(world.carrying)
    monkeypatch.setattr(world, "carrying", watched)
    with listening(SECRET, Slow()) as slow, ThreadPoolExecutor(1) as aside:
        assert isinstance(slow, Slow)
        sandbox.control.listen(slow.url, SECRET)
        sandbox.client.v1.customers.create()
        assert slow.holds.wait(PATIENCE)
        flushed = aside.submit(acts.flush, world, PATIENCE)
        waits = watched.is_asked_for.wait(PATIENCE)
        slow.may_go_on.set()
        assert flushed.result(PATIENCE) == {"pending": 0}
        assert waits
        assert slow.kinds() == ["customer.created"]
