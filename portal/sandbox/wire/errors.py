"""Refusals in Stripe's error format. What is refused is decided by whoever raises them."""

from typing import Any


class Refusal(Exception):
    """An answer other than 2xx: `status` and the fields of Stripe's `error` object."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error: dict[str, Any] = {"message": message, "type": kind}
        if code is not None:
            self.error["code"] = code
            self.error["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"
        if param is not None:
            self.error["param"] = param
        self.error.update(more)

    @property
    def body(self) -> dict[str, Any]:
        """The JSON document that Stripe would answer."""
        return {"error": self.error}


class Declined(Refusal):
    """A card that said no: unlike after other refusals, what the try left behind is kept."""

    def __init__(self, message: str, code: str | None, **more: Any) -> None:
        super().__init__(message, status=402, kind="card_error", code=code, **more)


def no_such(noun: str, name: str, param: str | None = None) -> Refusal:
    """An id that is not there: 404 when the path names it (`param` None), else 400."""
    status = 404 if param is None else 400
    return Refusal(
        f"No such {noun}: '{name}'", status=status, code="resource_missing", param=param or "id"
    )


def missing(param: str) -> Refusal:
    """A required parameter that was not sent."""
    return Refusal(f"Missing required param: {param}.", code="parameter_missing", param=param)


def unknown(param: str) -> Refusal:
    """A parameter that this operation does not have at this version."""
    return Refusal(f"Received unknown parameter: {param}", code="parameter_unknown", param=param)


def not_played(what: str, param: str | None = None) -> Refusal:
    """Something real Stripe has and this sandbox does not play; never silently ignored."""
    return Refusal(
        f"The sandbox does not play {what} yet. Stripe would accept it; this stand-in would only "
        "pretend to, so it refuses.",
        code="sandbox_gap",
        param=param,
    )


def invalid(message: str, param: str | None = None, code: str | None = None) -> Refusal:
    """A request that is well formed and not allowed."""
    return Refusal(message, param=param, code=code)
