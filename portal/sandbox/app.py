"""Puts one sandbox together: the API, the hosted pages, the control page, and two threads."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, request

from portal.sandbox.control import Control
from portal.sandbox.courier import Courier
from portal.sandbox.objects import (
    balance,
    changes,
    charges,
    checkout_sessions,
    collection,
    command_line,
    customers,
    disputes,
    endings,
    events,
    invoice_payments,
    invoices,
    new_customers,
    pausing,
    payment_intents,
    payment_methods,
    payouts,
    portal_configurations,
    portal_sessions,
    previews,
    prices,
    products,
    refunds,
    resuming,
    setup_intents,
    subscribing,
    subscriptions,
    test_clocks,
    webhook_endpoints,
)
from portal.sandbox.pages.checkout import CheckoutPages
from portal.sandbox.pages.control import ControlPages
from portal.sandbox.pages.frame import shown
from portal.sandbox.pages.invoice import InvoicePages
from portal.sandbox.pages.playing import PlayingPages
from portal.sandbox.pages.portal import PortalPages
from portal.sandbox.pages.seeding import SeedingPages
from portal.sandbox.play import Play
from portal.sandbox.quiet import Quiet
from portal.sandbox.recording import recording
from portal.sandbox.seeding.seeder import Seeder
from portal.sandbox.settings import SandboxSettings
from portal.sandbox.ticker import Ticker
from portal.sandbox.wire.api import Api
from portal.sandbox.wire.errors import Refusal
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
        command_line,
        customers,
        disputes,
        endings,
        events,
        invoice_payments,
        invoices,
        new_customers,
        pausing,
        payment_intents,
        payment_methods,
        payouts,
        portal_configurations,
        portal_sessions,
        previews,
        prices,
        products,
        refunds,
        resuming,
        setup_intents,
        subscribing,
        subscriptions,
        test_clocks,
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
    for pages in (CheckoutPages, InvoicePages, PortalPages):
        app.register_blueprint(pages(world).blueprint())
    seeder = Seeder(world)
    world.on_close(seeder.stop)
    quiet = Quiet(world)
    quiet.watch(app)
    play = Play(world, quiet)
    world.on_close(play.stop)
    app.register_blueprint(ControlPages(world, seeder, play).blueprint())
    app.register_blueprint(SeedingPages(seeder).blueprint())
    app.register_blueprint(PlayingPages(world, play).blueprint())
    app.register_blueprint(Control(world, faults, seeder, play).blueprint())
    app.context_processor(lambda: {"portal_home": settings.portal_home})
    app.before_request(_only_here(urlsplit(settings.public_url).hostname))
    for status, reason in ((404, "missing"), (405, "missing"), (500, "broken")):
        app.register_error_handler(status, _page(status, reason))
    app.register_error_handler(Refusal, _refused)
    app.wsgi_app = recording(dropping(app.wsgi_app))  # type: ignore[assignment, method-assign]
    if settings.deliver:
        for thread in (Courier(world), Ticker(world)):
            world.on_close(thread.stop)
            thread.start()
    return app


def world_of(app: Flask) -> World:
    """The world behind an application made here."""
    world: World = app.extensions["sandbox"]
    return world


def _only_here(public: str | None) -> Callable[[], Response | None]:
    """Refuses requests under a foreign name, with which a web page could reach the loopback."""
    names = {"127.0.0.1", "localhost", "[::1]", public}

    def check() -> Response | None:
        if request.host.rpartition(":")[0] in names or request.host in names:
            return None
        return Response("This sandbox answers on the loopback interface only.", 421)

    return check


def _page(status: int, reason: str) -> Callable[[Exception], Response]:
    return lambda error: shown("gone.html", status, reason=reason, session=None)


def _refused(refusal: Refusal) -> Response:
    """The page that says why a press on a hosted page did nothing."""
    return shown("gone.html", refusal.status, reason="refused", said=str(refusal), session=None)


def _resources() -> tuple[Path, Path]:
    """Templates and static files: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "_templates"
    if inside.is_dir():
        return inside, package / "_static"
    return package.parent / "templates", package.parent / "static"
