"""Fixtures for stories in a real browser."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
)

from tests.flows.portal import RunningPortal, started_portal

# Chromium takes the last such list, so what Playwright itself turns off stands here again.
TURNED_OFF_BY_PLAYWRIGHT = [
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
]
# Nobody sees the window around a page: building it took two thirds of a new page's time.
OF_THE_WINDOW = [
    "PreloadTopChromeWebUI",
    "SpareRendererForSitePerProcess",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "WebUIOmniboxPopup",
]
CHROMIUM = [
    f"--disable-features={','.join(TURNED_OFF_BY_PLAYWRIGHT + OF_THE_WINDOW)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# What is waited for comes within a moment, or on a machine that is busy with much else.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)

NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, without a word to the outside."""
    return {**browser_type_launch_args, "executable_path": "/usr/bin/chromium", "args": CHROMIUM}


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """A freshly started demo, its campaign at 0."""
    instance = tmp_path_factory.mktemp("instance")
    with started_portal(instance) as running:
        yield running
        log = (instance / "portal.log").read_text()
        assert running.process.poll() is None, f"it ended:\n{running.output}\n{log[-4000:]}"


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Makes a page in a browser context of its own; a console error fails the test.

    Options are those of a browser context.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    documents: set[str] = set()

    def listen(message: ConsoleMessage) -> None:
        # A page that answers 404 or 422 says so in the console; whether it may is the story's.
        is_answer = message.location["url"] in documents and "status of 4" in message.text
        is_away = message.location["url"] in documents and "status of 503" in message.text
        if message.type in ("error", "warning") and not is_answer and not is_away:
            errors.append(f"{message.type}: {message.text} ({message.location})")

    def note(request: Request) -> None:
        if request.is_navigation_request():
            documents.add(request.url)

    def make(**options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("request", note)
        page.on("console", listen)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert errors == []
