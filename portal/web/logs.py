"""Structured logs, one JSON object a line, with allow-listed fields only."""

import logging
import sys
import time
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, g, request

# No address, no name, no token, no body ever gets into a log: what is not named here is dropped.
FIELDS = frozenset(
    "event level timestamp logger exception method route status milliseconds job kind state "
    "count object_kind event_type attempts campaign port mode topic reason outcome "
    "code param request_id table seconds total".split()
)


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
        structlog.processors.format_exc_info,
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


def keep_allowed_fields(
    _logger: Any, _name: str, record: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Drop every field that is not on the list."""
    return {k: v for k, v in record.items() if k in FIELDS or k.startswith("_")}
