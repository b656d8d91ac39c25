"""Reading the newspaper of these tests in Chromium: opening, remembering, telling."""

import json
from dataclasses import replace
from typing import Any

from playwright.sync_api import Page
from sqlalchemy import select

from portal.extensions import db
from portal.prompts.models import Tally
from portal.prompts.prompt import Prompt, Variant
from tests.prompts.board import one, put_up
from tests.prompts.conftest import Served

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}
PLACEMENTS = ["end", "inline", "banner", "header"]
CHOSEN = "[data-ask][data-fits]"
DEFAULT = '[data-ask][data-prompt="default"]'


def prompt(placement: str, **changes: Any) -> Prompt:
    """One that says what it is, with a long text where there is room."""
    text = ("Somebody you do not know paid for this page. You can do the same.",) * 3
    variant = Variant("a", "{remaining} to go until {deadline}", text, signatory="Ruth Ansgard")
    small = replace(variant, paragraphs=text[:1], signatory="")
    return one(placement, variants=(variant if placement == "end" else small,), **changes)


def put(served: Served, *prompts: Prompt, **house: Any) -> None:
    with served.app.app_context():
        put_up(*prompts, **house)


def open_article(page: Page, served: Served, slug: str = "long-0") -> None:
    """Open an article and wait until its prompt was decided upon."""
    with page.expect_response("**/prompts/choose") as answer:
        page.goto(f"{served.url}/news/{slug}")
    answer.value.finished()
    page.evaluate("new Promise((done) => setTimeout(() => requestAnimationFrame(done)))")


def memory(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.evaluate("localStorage.asks ?? '{}'"))
    return found


def tally(served: Served, slug: str) -> tuple[int, int, int]:
    """Shown, clicked, closed."""
    with served.app.app_context():
        rows = db.session.scalars(select(Tally).where(Tally.prompt_slug == slug)).all()
        return (
            sum(row.shown for row in rows),
            sum(row.clicked for row in rows),
            sum(row.closed for row in rows),
        )


def until_told(page: Page, what: str) -> Any:
    """Expect that the page tells the act."""
    return page.expect_request(
        lambda r: r.url.endswith("/prompts/seen") and f'"{what}"' in (r.post_data or "")
    )
