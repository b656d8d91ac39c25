"""Letting time pass from the control page: begin, a page that counts the days, stop."""

from collections.abc import Iterator

from flask import Blueprint, Response, request

from portal.sandbox.pages.frame import is_foreign, sent_on, shown, streamed
from portal.sandbox.pages.overview import when
from portal.sandbox.periods import step
from portal.sandbox.play import MOST_DAYS, MOST_JOINS, Play
from portal.sandbox.seeding.fates import DAY
from portal.sandbox.store import Obj
from portal.sandbox.world import World

PATIENCE_SECONDS = 30.0
_MONTHS = {"months": 1, "years": 12}


class PlayingPages:
    """The addresses of one play."""

    def __init__(self, world: World, play: Play) -> None:
        self._world = world
        self._play = play

    def blueprint(self) -> Blueprint:
        """`/playing`: POST begins, GET watches; POST to `/playing/stop` stops."""
        routes = Blueprint("playing", __name__)
        routes.add_url_rule("/playing", "watch", self._watch)
        routes.add_url_rule("/playing", "begin", self._begin, methods=["POST"])
        routes.add_url_rule("/playing/stop", "stop", self._stop, methods=["POST"])
        return routes

    def _begin(self) -> Response:
        if is_foreign():
            return shown("playing_refused.html", 403, problem="that came from another site")
        try:
            number, joins = (_number(request.form.get(name, "")) for name in ("number", "joins"))
            days = days_in(self._world, number, request.form.get("span", "days"))
            if not 0 < days <= MOST_DAYS:
                raise ValueError(f"how long it lasts is from one day to {MOST_DAYS:,} days")
            if not 0 <= joins <= MOST_JOINS:
                raise ValueError(f"new members a day are from 0 to {MOST_JOINS}")
            self._play.begin({"days": days, "joins": joins})
        except ValueError as problem:
            return shown("playing_refused.html", 422, problem=problem)
        return sent_on("/playing")

    def _stop(self) -> Response:
        if is_foreign():
            return shown("playing_refused.html", 403, problem="that came from another site")
        self._play.stop()
        return sent_on("/playing")

    def _watch(self) -> Response:
        return streamed("playing.html", states=self._states())

    def _states(self) -> Iterator[Obj]:
        """Each day, until the play has ended."""
        state = self._play.state()
        yield {**state, "today": when(state["now"])}
        while state["is_running"]:
            state = self._play.wait(state["done"], PATIENCE_SECONDS)
            yield {**state, "today": when(state["now"])}


def days_in(world: World, number: int, span: str) -> int:
    """How many days so many `days`, `months` or `years` from now are."""
    if span not in _MONTHS or not 0 < number <= 60:
        return number
    now = world.now()
    return (step(now, "month", 1, number * _MONTHS[span]) - now) // DAY


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError("how long it lasts and new members a day are whole numbers") from None
