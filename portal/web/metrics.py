"""The registry that every desk's counters live in, and the ones every request moves.

Figures that the database knows are collected from it at each scrape (`at_scrape`), so that they
are true whichever process has died.
"""

import os

from flask import Flask, Response, current_app, request
from prometheus_client import REGISTRY as REGISTRY
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest, multiprocess
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from portal.extensions import db

REQUESTS = Counter("portal_requests", "Answered requests", ["route", "status"])


def multiprocess_folder() -> str:
    """The directory in which several processes share their metrics; empty with one process."""
    return os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")


def install(app: Flask) -> None:
    """Count every request by route and status."""
    app.extensions["metrics.collectors"] = []

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "unmatched"
        REQUESTS.labels(route, str(response.status_code)).inc()
        return response


def at_scrape(app: Flask, collector: Collector) -> None:
    """Let `collector` be asked at each scrape, in a request of `app`."""
    app.extensions["metrics.collectors"].append(collector)


def scrape() -> bytes:
    """All metrics of all processes, and what the collectors find now.

    When the database is away theirs are missing, and `portal_figures_read` is 0.
    """
    registry = REGISTRY
    if multiprocess_folder():
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry) + _collected()


def _collected() -> bytes:
    registry = CollectorRegistry()
    was_read = Gauge("portal_figures_read", "1 when the database's were read", registry=registry)
    was_read.set(1)
    for collector in current_app.extensions["metrics.collectors"]:
        registry.register(collector)
    try:
        return generate_latest(registry)
    except SQLAlchemyError:
        db.session.rollback()
        return (
            b"# HELP portal_figures_read 1 when the database's were read\nportal_figures_read 0\n"
        )
