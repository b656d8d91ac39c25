"""The registry that every desk's counters live in, and the ones every request moves."""

import os

from flask import Flask, Response, request
from prometheus_client import REGISTRY as REGISTRY
from prometheus_client import Counter

REQUESTS = Counter("portal_requests", "Answered requests", ["route", "status"])


def multiprocess_folder() -> str:
    """The directory in which several processes share their metrics; empty with one process."""
    return os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")


def install(app: Flask) -> None:
    """Count every request by route and status."""

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "unmatched"
        REQUESTS.labels(route, str(response.status_code)).inc()
        return response
