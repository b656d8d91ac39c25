"""Building a board for tests: prompts kept in the database, and a browser's posts."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.extensions import unit_of_work
from portal.prompts import keeping
from portal.prompts.prompt import Placement, Prompt, Variant

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ORIGIN = {"Origin": "http://localhost"}
PLAIN = Prompt("winter", "Winter", Placement.END, (Variant("a", "Please", ("Reading is free.",)),))
PAGE = {
    "places": ["end", "banner", "inline", "header"], "paragraphs": [2, 9],
    "article": "harbour-dues", "section": "city", "tags": ["port"],
}  # fmt: skip


def put_up(*prompts: Prompt, **house: Any) -> None:
    """Keep the prompts, and what holds for all of them if that is given."""
    with unit_of_work() as session:
        for prompt in prompts:
            keeping.keep(session, prompt, None, NOW)
        if house:
            whole = {"is_paused": False, "quiet_sections": frozenset(), "quiet_tags": frozenset()}
            keeping.set_house(session, NOW, **{**whole, **house})


def one(placement: str = "end", **changes: Any) -> Prompt:
    """A plain prompt, changed."""
    return replace(PLAIN, placement=Placement(placement), **changes)


def choose(client: FlaskClient, memory: Any = None, page: Any = None) -> dict[str, Any]:
    """What a browser with that memory is answered."""
    body = {"memory": memory or {}, "page": PAGE if page is None else page}
    answer = client.post("/prompts/choose", data=json.dumps(body), headers=ORIGIN)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    found: dict[str, Any] = answer.get_json()
    return found


def tell(client: FlaskClient, **act: Any) -> TestResponse:
    """Tell what happened to the ask, as a page does."""
    body = {"prompt": "winter", "variant": "a", "what": "shown", **act}
    return client.post("/prompts/seen", data=json.dumps(body), headers=ORIGIN)
