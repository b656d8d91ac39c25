"""Puts one sandbox together: the API, the hosted pages, the control page, and two threads."""

from pathlib import Path

from flask import Flask

from portal.sandbox.control import Control
from portal.sandbox.courier import Courier
from portal.sandbox.objects import (
    balance,
    changes,
    charges,
    checkout_sessions,
    collection,
    customers,
    disputes,
    endings,
    events,
    invoice_payments,
    invoices,
    pausing,
    payment_intents,
    payment_methods,
    portal_sessions,
    prices,
    products,
    refunds,
    resuming,
    subscriptions,
    webhook_endpoints,
)
from portal.sandbox.pages.checkout import CheckoutPages
from portal.sandbox.pages.control import ControlPages
from portal.sandbox.pages.invoice import InvoicePages
from portal.sandbox.pages.portal import PortalPages
from portal.sandbox.settings import SandboxSettings
from portal.sandbox.ticker import Ticker
from portal.sandbox.wire.api import Api
from portal.sandbox.wire.faults import Faults, dropping
from portal.sandbox.wire.operations import Operation
from portal.sandbox.world import World

OPERATIONS: list[Operation] = [
    operation
    for module in (
        balance,
        changes,
        charges,
        checkout_sessions,
        collection,
        customers,
        disputes,
        endings,
        events,
        invoice_payments,
        invoices,
        pausing,
        payment_intents,
        payment_methods,
        portal_sessions,
        prices,
        products,
        refunds,
        resuming,
        subscriptions,
        webhook_endpoints,
    )
    for operation in module.OPERATIONS
]


def create_sandbox(settings: SandboxSettings) -> Flask:
    """A sandbox that answers; unless told otherwise, it also delivers and lets time pass.

    `world_of(app).close()` ends its threads and closes its file.
    """
    world, faults = World(settings), Faults()
    root = _resources()
    app = Flask(
        "portal.sandbox",
        template_folder=str(root[0]),
        static_folder=str(root[1] / "sandbox"),
        static_url_path="/static/sandbox",
    )
    app.config["MAX_CONTENT_LENGTH"] = 1 << 20
    app.extensions["sandbox"] = world
    app.register_blueprint(Api(world, OPERATIONS, faults).blueprint())
    for pages in (CheckoutPages, ControlPages, InvoicePages, PortalPages):
        app.register_blueprint(pages(world).blueprint())
    app.register_blueprint(Control(world, faults).blueprint())
    app.context_processor(lambda: {"portal_home": settings.portal_home})
    app.wsgi_app = dropping(app.wsgi_app)  # type: ignore[assignment, method-assign]
    if settings.deliver:
        for thread in (Courier(world), Ticker(world)):
            world.on_close(thread.stop)
            thread.start()
    return app


def world_of(app: Flask) -> World:
    """The world behind an application made here."""
    world: World = app.extensions["sandbox"]
    return world


def _resources() -> tuple[Path, Path]:
    """Templates and static files: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "_templates"
    if inside.is_dir():
        return inside, package / "_static"
    return package.parent / "templates", package.parent / "static"
