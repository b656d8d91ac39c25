"""The bar's script in a real browser: the number moves by itself, quietly, and comes back."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from portal.extensions import db
from tests.bench import serving
from tests.campaign.building import set_members

NewPage = Callable[..., Page]


@dataclass
class Live:
    """A served portal, and the same database at hand."""

    app: Flask
    url: str

    def members(self, count: int, counted_at: datetime | None = None) -> None:
        with self.app.app_context():
            set_members(count, counted_at)
            db.session.remove()


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    environ = serving.environment(Path(tmp_path_factory.mktemp("instance")))
    app = serving.prepare(environ)
    with serving.portal(environ) as port:
        yield Live(app, f"http://127.0.0.1:{port}")
    with app.app_context():
        db.engine.dispose()


@contextmanager
def elsewhere(folder: Path) -> Iterator[str]:
    """Another site, made of the files in a folder."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer((serving.HOST, 0), partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{serving.HOST}:{server.server_port}/"
        server.shutdown()


def count_of(page: Page) -> Any:
    return page.locator("[data-bar-count]").first


def wait_until(page: Page, condition: str) -> None:
    """Return once it holds; `wait_for_function` evaluates text in the page, which ours forbid."""
    page.evaluate(
        f"async () => {{ while (!({condition})) await new Promise(requestAnimationFrame) }}"
    )


def test_a_new_member_moves_the_bar_of_an_open_page_within_two_seconds(
    live: Live, new_page: NewPage
) -> None:
    live.members(1_233)
    page = new_page()
    page.goto(f"{live.url}/campaigns/current")
    expect(count_of(page)).to_have_text("1,233")
    assert page.locator("[data-bar-delta]").first.text_content() == ""
    wait_until(page, "performance.getEntriesByType('resource').some(r => /bar.js/.test(r.name))")
    live.members(1_234)
    expect(count_of(page)).to_have_text("1,234", timeout=2_000)
    expect(page.locator("[data-bar-delta]").first).to_have_text("+1")
    expect(page.locator("[data-bar-sentence]").first).to_contain_text("23,766 to go")
    assert page.locator("[data-bar-fill]").first.get_attribute("value") == "1234"
    expect(page.locator("[data-bar-delta]").first).to_have_text("")


def test_nothing_moves_or_shifts_while_the_page_loads(live: Live, new_page: NewPage) -> None:
    live.members(500)
    page = new_page()
    page.add_init_script(
        "window.shifts = 0; new PerformanceObserver((list) => {"
        " for (const entry of list.getEntries()) window.shifts += entry.value;"
        "}).observe({ type: 'layout-shift', buffered: true });"
    )
    with page.expect_response("**/live"):
        page.goto(f"{live.url}/campaigns/current")
    expect(count_of(page)).to_have_text("500")
    assert page.locator("[data-bar-delta]").first.text_content() == ""
    live.members(501)
    expect(count_of(page)).to_have_text("501")
    assert page.evaluate("window.shifts") == 0


def test_when_the_stream_is_refused_the_number_is_asked_for(live: Live, new_page: NewPage) -> None:
    live.members(70)
    page = new_page()

    def refuse(route: Route) -> None:
        route.fulfill(status=204)

    page.route("**/live", refuse)
    page.clock.install()
    with page.expect_response("**/progress.json"):
        page.goto(f"{live.url}/campaigns/current")
    live.members(71)
    address = live.url + (page.locator("[data-bar]").first.get_attribute("data-json") or "")
    while page.request.get(address).json()["count"] != 71:  # kept for as long as the watcher takes
        assert page.request.get(f"{live.url}/healthz").ok
    with page.expect_response("**/progress.json") as asked:
        page.clock.run_for(15_000)
    assert (asked.value.status, asked.value.json()["count"]) == (200, 71)
    expect(count_of(page)).to_have_text("71")


def test_a_stale_number_is_labelled_and_the_label_goes_again(live: Live, new_page: NewPage) -> None:
    live.members(80)
    page = new_page()
    with page.expect_response("**/live"):
        page.goto(f"{live.url}/")
    label = page.locator(".bar-band [data-bar-asof]")
    expect(label).to_be_hidden()
    live.members(81, counted_at=datetime.now(UTC) - timedelta(minutes=20))
    expect(label).to_contain_text("Last counted at")
    live.members(82)
    expect(label).to_be_hidden()


def test_a_hidden_page_holds_no_stream_and_a_shown_one_has_the_newest_number(
    live: Live, new_page: NewPage
) -> None:
    live.members(90)
    page = new_page()
    page.add_init_script(
        "window.isHidden = false;"
        "Object.defineProperty(document, 'hidden', { get: () => window.isHidden });"
        "const Real = EventSource; window.sources = [];"
        "window.EventSource = function (url) {"
        " const source = new Real(url); window.sources.push(source); return source };"
        "window.EventSource.CLOSED = 2;"
    )
    page.goto(f"{live.url}/campaigns/current")
    wait_until(page, "window.sources.length === 1 && window.sources[0].readyState === 1")
    turn = (
        "value => { window.isHidden = value;"
        " document.dispatchEvent(new Event('visibilitychange')) }"
    )
    page.evaluate(turn, True)
    assert page.evaluate("window.sources.map(s => s.readyState)") == [2]
    live.members(95)
    expect(count_of(page)).to_have_text("90")
    page.evaluate(turn, False)
    expect(count_of(page)).to_have_text("95")
    assert page.evaluate("window.sources.length") == 2


def test_the_embed_moves_in_a_frame_of_another_site(
    live: Live, new_page: NewPage, tmp_path: Path
) -> None:
    live.members(100)
    icon = '<!doctype html><title>Elsewhere</title><link rel="icon" href="data:,">'
    frame = f'<iframe src="{live.url}/embed/campaigns/current"></iframe>'
    (tmp_path / "index.html").write_text(icon + frame)
    page = new_page()
    with elsewhere(tmp_path) as url:
        page.goto(url)
        count = page.frame_locator("iframe").locator("[data-bar-count]")
        expect(count).to_have_text("100")
        live.members(101)
        expect(count).to_have_text("101")


def test_without_scripts_the_number_is_there(live: Live, new_page: NewPage) -> None:
    live.members(24_999)
    page = new_page(java_script_enabled=False)
    page.goto(f"{live.url}/campaigns/current")
    expect(count_of(page)).to_have_text("24,999")
    expect(page.locator("[data-bar-sentence]").first).to_contain_text("1 to go until")
