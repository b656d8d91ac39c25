"""The JSON control API of the sandbox; its list stands in the package's docstring."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, request

from portal.sandbox import acts
from portal.sandbox.play import Play
from portal.sandbox.seeding.seeder import Seeder
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import Refusal
from portal.sandbox.wire.faults import Fault, Faults
from portal.sandbox.world import World

View = Callable[..., Any]


class Control:
    """The control routes of one world."""

    def __init__(self, world: World, faults: Faults, seeder: Seeder, play: Play) -> None:
        self._world = world
        self._seeder = seeder
        self._play = play
        self._faults = faults

    def blueprint(self) -> Blueprint:
        """Everything under /_control."""
        routes = Blueprint("control_api", __name__, url_prefix="/_control")
        world = self._world
        table: list[tuple[str, str, View]] = [
            ("GET", "/state", lambda sent: self._state()),
            ("POST", "/clock", lambda sent: acts.advance(world, sent)),
            ("GET", "/deliveries", lambda sent: {"data": acts.sent_deliveries(world)}),
            ("POST", "/deliveries", lambda sent: acts.spoil(world, sent)),
            ("POST", "/deliveries/resend", lambda sent: acts.resend(world, sent["event"])),
            ("POST", "/deliveries/flush", lambda sent: acts.flush(world, sent.get("seconds", 5))),
            ("PUT", "/listener", lambda sent: acts.listen(world, sent)),
            (
                "POST",
                "/endpoints/<name>/roll",
                lambda sent, name: acts.roll(world, name, sent),
            ),
            ("POST", "/faults", self._fault),
            ("POST", "/faults/await", self._await),
            ("DELETE", "/faults", lambda sent: self._calm()),
            ("POST", "/refunds", lambda sent: acts.refund(world, sent)),
            ("POST", "/disputes", lambda sent: acts.dispute(world, sent)),
            (
                "POST",
                "/disputes/<name>",
                lambda sent, name: acts.decide(world, name, sent["outcome"]),
            ),
            ("POST", "/payouts", lambda sent: acts.pay_out(world)),
            ("POST", "/payouts/<name>/fail", lambda sent, name: acts.fail_payout(world, name)),
            ("PUT", "/settlement", lambda sent: acts.settle_in(world, sent)),
            ("POST", "/subscriptions/<name>/cancel", lambda sent, name: acts.cancel(world, name)),
            ("POST", "/sessions/<name>/expire", lambda sent, name: acts.expire(world, name)),
            ("GET", "/seed", lambda sent: self._seeder.state()),
            ("POST", "/seed", self._seed),
            ("GET", "/play", lambda sent: self._play.state()),
            ("POST", "/play", self._begin_play),
            ("DELETE", "/play", lambda sent: self._play.stop()),
            ("POST", "/reset", lambda sent: self._reset()),
        ]
        for method, path, view in table:
            routes.add_url_rule(path, f"{method} {path}", _json(view), methods=[method])
        return routes

    def _state(self) -> Obj:
        waiting = [asdict(fault) for fault in self._faults.waiting()]
        return {**acts.state(self._world), "faults": waiting}

    def _fault(self, sent: Obj) -> Obj:
        fault = Fault(**sent)
        self._faults.add(fault)
        return asdict(fault)

    def _seed(self, sent: Obj) -> Obj:
        is_awaited = sent.pop("wait", True)
        state = self._seeder.begin(sent)
        return self._seeder.finish() if is_awaited else state

    def _begin_play(self, sent: Obj) -> Obj:
        is_awaited = sent.pop("wait", False)
        state = self._play.begin(sent)
        return self._play.finish() if is_awaited else state

    def _await(self, sent: Obj) -> Obj:
        return {"hangs": self._faults.await_hanging(float(sent.get("seconds", 10)))}

    def _calm(self) -> Obj:
        self._faults.clear()
        return {}

    def _reset(self) -> Obj:
        self._seeder.stop()
        self._play.stop()
        self._faults.clear()
        return acts.reset(self._world)


def _json(view: View) -> View:
    """The view with its JSON body as first argument; what it refuses becomes a sentence."""

    def answer(**names: str) -> tuple[Response, int]:
        if request.method in ("POST", "PUT") and not request.is_json:
            return jsonify(error="send JSON, with Content-Type: application/json"), 415
        sent = request.get_json(silent=True) if request.is_json else {}
        if not isinstance(sent, dict):
            return jsonify(error="send a JSON object"), 400
        try:
            return jsonify(view(sent, **names)), 200
        except Refusal as refusal:
            return jsonify(error=str(refusal)), refusal.status
        except (KeyError, TypeError, ValueError) as problem:
            return jsonify(error=f"{type(problem).__name__}: {problem}"), 400

    return answer
