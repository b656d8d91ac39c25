"""The first start of a demo: it begins with members, whose past the sandbox makes up.

No member is written here: the sandbox is asked for half a year of history, and the portal takes
it in as it would any other, by its reconcile. How far that came is noted in a row, so a start
that was cut off is finished by the next, and no later one does it again.
"""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import exists, select

from portal import clock
from portal.billing import missed
from portal.billing.gateway import Gateway
from portal.billing.installation import own_mark
from portal.billing.marks import mark, value_of
from portal.billing.reconciling.reconcile import reconcile
from portal.config import Settings
from portal.errors import PortalError
from portal.extensions import db, end_read, unit_of_work
from portal.support import headcount
from portal.support.models import Attempt, Membership

FIRST_START = "first-start"
DAYS = 182
SECONDS, LOOK_SECONDS = 30.0, 0.1
# Members of an earlier database may be there already, each lot under a number of its own.
NUMBERS = range(1, 100)


class _Stopped(Exception):
    """Somebody pressed Ctrl-C; the next start goes on."""


def begin(
    settings: Settings, app: Flask, stop: threading.Event, say: Callable[[str], None]
) -> None:
    """The demo has the members it begins with. The sandbox runs, web and jobs do not yet.

    Does nothing on later starts. Raises nothing: what failed is said, and is finished by the
    next start.
    """
    try:
        with app.app_context():
            _begin(settings, app.extensions["stripe_gateway"], stop, say)
    except _Stopped:
        return
    except (OSError, PortalError, RuntimeError) as error:
        say(f"The demo's members are not all there ({error}); the next start goes on.")


def _begin(
    settings: Settings, gateway: Gateway, stop: threading.Event, say: Callable[[str], None]
) -> None:
    state = _state()
    if state is None and (not settings.demo_members or _is_used()):
        _note("done")
        return
    if state == "done":
        return
    began = time.monotonic()
    sandbox = _Sandbox(settings.stripe_api_base, stop)
    sandbox.await_answer()
    if state != "sown":
        say(f"Making up half a year of {settings.demo_members} members …")
        _sow(sandbox, settings.demo_members, state)
        _note("sown")
    say("Taking in what they paid …")

    def heard(_text: str) -> None:
        if stop.is_set():
            raise _Stopped

    outcome = reconcile(gateway, clock.now(), heard)
    _finish()
    members = headcount.read(db.session()).members
    end_read()
    left = f" ({len(outcome.left)} differences are left)" if outcome.left else ""
    say(f"The demo begins with {members} members{left}, {time.monotonic() - began:.0f} s.")


def _sow(sandbox: "_Sandbox", members: int, state: str | None) -> None:
    """They are in the sandbox; what an earlier start left unfinished there is gone."""
    is_alone = state == "sowing alone"
    if is_alone:
        sandbox.call("POST", "/reset")
    elif state is None:
        is_alone = "customer" not in sandbox.call("GET", "/state")["objects"]
        _note("sowing alone" if is_alone else "sowing")
    wish = {
        "members": members, "paying": True, "days": DAYS, "metadata": own_mark(clock.now()),
        "wait": False,
    }  # fmt: skip
    for number in NUMBERS:
        try:
            sandbox.call("POST", "/seed", {**wish, "seed": number})
            break
        except RuntimeError as error:
            if "take another" not in str(error):
                raise
    while (answer := sandbox.call("GET", "/seed"))["is_running"]:
        if sandbox.stop.wait(LOOK_SECONDS):
            raise _Stopped
    if answer["error"] or answer["done"] < members:
        raise RuntimeError(f"the sandbox wrote {answer['done']} of {members}")


class _Sandbox:
    """The control API of the sandbox that this start began."""

    def __init__(self, url: str, stop: threading.Event) -> None:
        self._url = f"{url}/_control"
        self.stop = stop

    def await_answer(self) -> None:
        """Return once it answers. Raises: OSError when it does not."""
        ends = time.monotonic() + SECONDS
        while not self.stop.is_set():
            try:
                self.call("GET", "/state")
            except OSError:
                if time.monotonic() > ends:
                    raise
                self.stop.wait(LOOK_SECONDS)
            else:
                return
        raise _Stopped

    def call(self, method: str, path: str, sent: dict[str, Any] | None = None) -> dict[str, Any]:
        """The answer. Raises: OSError; RuntimeError with the sandbox's sentence if it refuses."""
        request = urllib.request.Request(  # noqa: S310 - our own address
            self._url + path,
            method=method,
            data=None if method == "GET" else json.dumps(sent or {}).encode(),
            headers={} if method == "GET" else {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as response:  # noqa: S310
                answer: dict[str, Any] = json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                said = json.load(error)["error"] if error.headers["Content-Type"] else error.code
            raise RuntimeError(f"the sandbox answered: {said}") from error
        return answer


def _state() -> str | None:
    """None, "sowing alone" (nothing else is in the sandbox), "sowing", "sown" or "done"."""
    try:
        return value_of(db.session(), FIRST_START)
    finally:
        end_read()


def _note(state: str) -> None:
    with unit_of_work() as session:
        mark(session, FIRST_START, clock.now(), state)


def _finish() -> None:
    """What the sandbox lists of the past until now is no event that was missed."""
    listed = int((clock.machine_now() + missed.OVERLAP).timestamp())
    with unit_of_work() as session:
        mark(session, missed.LISTED, clock.now(), str(listed))
        mark(session, FIRST_START, clock.now(), "done")


def _is_used() -> bool:
    """True when somebody supported already: an instance of an earlier portal."""
    try:
        return any(
            db.session.scalar(select(exists().where(table.id.is_not(None))))
            for table in (Attempt, Membership)
        )
    finally:
        end_read()
