"""The door of /v1: key, version, faults, idempotency, parameters, one unit of work, the answer."""

import base64
import binascii
import json
import logging
from collections.abc import Callable

from flask import Blueprint, Response, request

from portal.sandbox.advancing import work
from portal.sandbox.ids import letters
from portal.sandbox.settings import API_VERSION
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import Declined, Refusal, not_played
from portal.sandbox.wire.expand import render
from portal.sandbox.wire.faults import DROPPED, Dropped, Fault, Faults
from portal.sandbox.wire.forms import decode
from portal.sandbox.wire.idempotency import Keys
from portal.sandbox.wire.operations import Operation
from portal.sandbox.world import World

_log = logging.getLogger(__name__)
BROKEN = Refusal("An unknown error occurred.", status=500, kind="api_error")
Answer = tuple[int, Obj, dict[str, str]]
Keep = Callable[[int, Obj], tuple[int, Obj]]


class Api:
    """Stripe's HTTP API over one world."""

    def __init__(self, world: World, operations: list[Operation], faults: Faults) -> None:
        self._world = world
        self._operations: dict[str, list[Operation]] = {}
        for operation in operations:
            self._operations.setdefault(operation.method, []).append(operation)
        self._faults = faults
        self._keys = Keys(world.store)

    def blueprint(self) -> Blueprint:
        """The routes: everything under /v1 and /v2 comes through one door."""
        routes = Blueprint("api", __name__)
        for version in ("v1", "v2"):
            routes.add_url_rule(
                f"/{version}/<path:path>",
                endpoint=version,
                view_func=self._serve,
                methods=["GET", "POST", "DELETE", "PUT", "PATCH"],
                provide_automatic_options=False,
            )
        return routes

    def _serve(self, path: str) -> Response:
        name = f"req_{letters(14)}"
        try:
            status, body, headers = self._answer(name)
        except Refusal as refusal:
            status, body, headers = refusal.status, refusal.body, {}
        except Dropped as dropped:
            request.environ[DROPPED] = str(dropped)
            return Response(status=500)
        except Exception:
            _log.exception("%s %s failed", request.method, request.path)
            status, body, headers = BROKEN.status, BROKEN.body, {}
        if status >= 400:
            body["error"]["request_log_url"] = f"{self._world.settings.public_url}/#{name}"
        response = Response(json.dumps(body, indent=2), status, mimetype="application/json")
        response.headers["Request-Id"] = name
        response.headers["Stripe-Version"] = API_VERSION
        response.headers.update(headers)
        return response

    def _answer(self, name: str) -> Answer:
        self._admit()
        sent = decode(request.query_string.decode("latin-1"))
        sent.update(decode(request.get_data().decode("utf-8", "replace")))
        fault = self._faults.take(request.method, request.path)
        if fault and fault.kind == "rate_limit":
            raise Refusal("Too many requests in a short time.", status=429, code="rate_limit")
        if fault and fault.kind.endswith("_before"):
            self._faults.hang(fault)
        key = request.headers.get("Idempotency-Key") if request.method == "POST" else None
        answer = self._once(name, key, sent, fault)
        if fault and fault.kind in ("timeout_after", "drop_after"):
            self._faults.hang(fault)
        return answer

    def _admit(self) -> None:
        """Raises: Refusal unless the key is ours and the version the one we speak."""
        key = _bearer(request.headers.get("Authorization", ""))
        if not key:
            raise Refusal(
                "You did not provide an API key. You need to provide your API key in the "
                "Authorization header, using Bearer auth (e.g. 'Authorization: Bearer "
                "YOUR_SECRET_KEY').",
                status=401,
            )
        if key != self._world.settings.api_key:
            raise Refusal(f"Invalid API Key provided: {key[:8]}****{key[-4:]}", status=401)
        version = request.headers.get("Stripe-Version", API_VERSION)
        if version != API_VERSION and not self._world.settings.any_version:
            raise Refusal(
                f"Invalid Stripe API version: {version}. This sandbox speaks {API_VERSION} only."
            )
        if request.headers.get("Stripe-Account"):
            raise not_played("connected accounts (the Stripe-Account header)")

    def _once(self, name: str, key: str | None, sent: Obj, fault: Fault | None) -> Answer:
        operation, names = self._find()
        headers = {} if key is None else {"Idempotency-Key": key, "Original-Request": name}
        with self._keys.claim(key):
            if key is not None and (kept := self._keys.replay(key, request.path, sent)):
                status, body, first = kept
                replayed = {"Original-Request": first, "Idempotent-Replayed": "true"}
                return status, body, {**headers, **replayed}
            checked = operation.check(sent)
            if fault and fault.kind == "slow":
                self._faults.linger(fault)

            def keep(status: int, body: Obj) -> tuple[int, Obj]:
                if key is not None:
                    self._keys.keep(key, (request.path, sent, name), (status, body))
                return status, body

            status, body = self._execute(
                operation, names, checked, (name, key), fault=fault, keep=keep
            )
        return status, body, headers

    def _execute(
        self,
        operation: Operation,
        names: tuple[str, ...],
        checked: Obj,
        caller: tuple[str, str | None],
        *,
        fault: Fault | None,
        keep: Keep,
    ) -> tuple[int, Obj]:
        """What is answered; it is kept together with what it did, or neither is."""
        if fault and fault.kind == "error_500":
            return keep(BROKEN.status, BROKEN.body)
        wanted = checked.pop("expand", [])
        about = () if operation.method == "GET" else operation.about(checked, names)
        try:
            with self._world.unit(*caller, about=about):
                try:
                    answer = operation.answer(self._world, checked, names)
                    status, body = 200, render(self._world, answer, wanted, operation.params)
                except Declined as declined:
                    status, body = declined.status, declined.body
                if fault and fault.kind == "error_500_after":
                    status, body = BROKEN.status, BROKEN.body
                return keep(status, body)
        except Refusal as refusal:
            if refusal.status == 429:  # is kept under no idempotency key
                raise
            return keep(refusal.status, refusal.body)
        finally:
            if not self._world.settings.deliver:
                work(self._world)

    def _find(self) -> tuple[Operation, tuple[str, ...]]:
        path = request.path
        for operation in self._operations.get(request.method, ()):
            if match := operation.pattern.fullmatch(path):
                return operation, match.groups()
        raise Refusal(
            f"Unrecognized request URL ({request.method}: {request.path}). If real Stripe has it, "
            "the sandbox does not play it yet.",
            status=404,
            code="sandbox_gap",
        )


def _bearer(header: str) -> str:
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return value.strip() if scheme.lower() == "bearer" else ""
