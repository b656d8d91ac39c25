"""Structured logs, one JSON object a line, with allow-listed fields only."""

import logging
import sys
import time
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, g, request
from structlog.typing import ExcInfo

# No address, no name, no token, no body ever gets into a log: what is not named here is dropped.
FIELDS = frozenset(
    "event level timestamp logger exception method route status milliseconds job kind state "
    "count object_kind event_type attempts campaign port mode topic reason outcome "
    "code param request_id table seconds total".split()
)
MOST_CAUSES = 5


def install(app: Flask) -> None:
    """Log every request by its route (never its path, which may hold a token)."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def log_request(response: Response) -> Response:
        structlog.get_logger("portal.request").info(
            "request",
            method=request.method,
            route=request.url_rule.rule if request.url_rule else "unmatched",
            status=response.status_code,
            milliseconds=round((time.perf_counter() - g.get("began", 0)) * 1000, 1),
        )
        return response


def configure(level: int = logging.INFO) -> None:
    """Send structlog's and the standard library's records to standard error, filtered."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(where_it_happened),
        keep_allowed_fields,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("stripe", "urllib3", "huey", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def where_it_happened(exc_info: ExcInfo) -> str:
    """The calls that led to an error and the kinds of it and its causes, without their words.

    A database's words name the row, and a mail server's the mailbox.
    """
    parts: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None and len(parts) < MOST_CAUSES:
        kind = type(error)
        frames = "".join(traceback.format_tb(error.__traceback__))
        parts.append(f"{frames}{kind.__module__}.{kind.__qualname__}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\ncaused by\n\n".join(parts)


def keep_allowed_fields(
    _logger: Any, _name: str, record: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Drop every field that is not on the list."""
    return {k: v for k, v in record.items() if k in FIELDS or k.startswith("_")}
