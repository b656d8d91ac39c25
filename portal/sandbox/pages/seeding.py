"""Seeding from the control page: the form's answer, and a page that counts while it is written."""

from collections.abc import Iterator

from flask import Blueprint, Response, request

from portal.sandbox.pages.frame import is_foreign, sent_on, shown, streamed
from portal.sandbox.seeding.seeder import Seeder
from portal.sandbox.store import Obj

PATIENCE_SECONDS = 30.0


class SeedingPages:
    """The two addresses of one seeder."""

    def __init__(self, seeder: Seeder) -> None:
        self._seeder = seeder

    def blueprint(self) -> Blueprint:
        """`/seeding`: POST begins, GET watches."""
        routes = Blueprint("seeding", __name__)
        routes.add_url_rule("/seeding", "watch", self._watch)
        routes.add_url_rule("/seeding", "begin", self._begin, methods=["POST"])
        return routes

    def _begin(self) -> Response:
        if is_foreign():
            return shown("seeding_refused.html", 403, problem="That came from another site")
        try:
            members, number = (request.form.get(name, "").strip() for name in ("members", "seed"))
            seed = int(number) if number else self._seeder.free_number()
            self._seeder.begin({"members": int(members), "seed": seed})
        except ValueError as problem:
            words = "members and number are whole numbers" if "int()" in str(problem) else problem
            return shown("seeding_refused.html", 422, problem=words)
        return sent_on("/seeding")

    def _watch(self) -> Response:
        return streamed("seeding.html", states=self._states())

    def _states(self) -> Iterator[Obj]:
        """Each state that is worth showing, until it has ended."""
        state = self._seeder.state()
        yield state
        while state["is_running"]:
            state = self._seeder.wait(state["done"], PATIENCE_SECONDS)
            yield state
