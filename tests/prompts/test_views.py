"""Choosing and telling over HTTP: what is answered, who is refused, and that nothing is kept."""

import gzip
import json
import re
from datetime import UTC, datetime
from html import unescape

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from portal.extensions import db
from portal.prompts.prompt import Variant
from portal.prompts.turnstile import A_MINUTE
from portal.web.slots import slot
from tests.prompts.board import ORIGIN, PAGE, PLAIN, choose, one, put_up

TODAY = datetime.now(UTC).date()


def test_the_prompt_that_fits_is_answered_with_its_links(client: FlaskClient) -> None:
    put_up(PLAIN)
    answer = choose(client)
    html = answer.pop("html")
    assert answer == {
        "reason": "shown", "prompt": "winter", "variant": "a", "place": "end", "after": 3,
    }  # fmt: skip
    assert "<form" not in html
    assert "<script" not in html
    links = [unescape(link) for link in re.findall(r'href="(/support[^"]*)"', html)]
    assert len(links) == 2 * (3 + 1 + 1)
    for link in links:
        for part in ("article=harbour-dues", "prompt=winter", "variant=a"):
            assert part in link
    chosen = client.get(links[0]).text
    assert 'value="winter"' in chosen


@pytest.mark.parametrize("placement", ["end", "inline", "banner", "header"])
def test_every_placement_has_a_fragment_that_is_one_element(
    client: FlaskClient, placement: str
) -> None:
    put_up(one(placement))
    html = choose(client)["html"]
    assert html.strip().startswith("<aside")
    assert html.count("<aside") == 1
    assert "Please" in html
    assert "data-ask-dismiss" in html


def test_what_staff_typed_is_text_and_never_markup(client: FlaskClient) -> None:
    nasty = "<img src=x onerror=alert(1)>"
    put_up(one(variants=(Variant("a", nasty, (nasty,), nasty, nasty, nasty),)))
    assert "<img" not in choose(client)["html"]


def test_nothing_fits_and_nothing_is_said(client: FlaskClient) -> None:
    put_up(PLAIN)
    assert choose(client, {"closed": TODAY.isoformat()}) == {"reason": "nothing"}


def test_the_holdout_is_shown_nothing_and_told_which(client: FlaskClient) -> None:
    put_up(one(holdout_permille=1000))
    answer = choose(client)
    assert answer["reason"] == "held"
    assert answer["prompt"] == "winter"
    assert answer["html"] == ""


def test_bad_memory_is_empty_memory(client: FlaskClient) -> None:
    put_up(PLAIN)
    page = {"page": {"places": ["end"]}}
    for body in (json.dumps({**page, "memory": 7}), json.dumps({**page, "memory": {"asked": "x"}})):
        answer = client.post("/prompts/choose", data=body, headers=ORIGIN)
        assert answer.get_json()["reason"] == "shown"
    for junk in (b"", b"{", b"\xff", b"[]"):
        answer = client.post("/prompts/choose", data=junk, headers=ORIGIN)
        assert answer.get_json() == {"reason": "nothing"}


@pytest.mark.parametrize("path", ["/prompts/choose", "/prompts/seen"])
@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "null"}, {"Origin": "https://elsewhere.example"},
     {"Origin": "https://localhost"}, {"Origin": "http://localhost.example"}],
)  # fmt: skip
def test_posts_from_elsewhere_are_refused(
    client: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    assert client.post(path, data="{}", headers=headers).status_code == 403


@pytest.mark.parametrize("path", ["/prompts/choose", "/prompts/seen"])
def test_too_much_is_refused(client: FlaskClient, path: str) -> None:
    assert client.post(path, data=b"x" * 9000, headers=ORIGIN).status_code == 413


def test_a_flood_from_one_network_is_held_up_and_others_are_not(client: FlaskClient) -> None:
    def ask(address: str) -> int:
        origin = {"REMOTE_ADDR": address}
        return client.post(
            "/prompts/choose", data="", headers=ORIGIN, environ_base=origin
        ).status_code

    with time_machine.travel(datetime.now(UTC), tick=False):  # all of it within one minute
        assert {ask("192.0.2.7") for _ in range(A_MINUTE["choose"])} == {200}
        assert ask("192.0.2.7") == 429
        assert ask("192.0.2.8") == 200


def test_a_page_without_a_session_reads_nothing_once_the_board_is_known(
    app: Flask, client: FlaskClient
) -> None:
    put_up(PLAIN)
    watcher, desk = app.extensions["watcher"], app.extensions["prompts"]
    watcher.start()
    try:
        while not watcher.is_fresh():
            watcher._stop.wait(0.01)
        choose(client)
        desk._progress_ends_at = float("inf")
        statements: list[str] = []

        def hear(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", hear)
        assert choose(client)["reason"] == "shown"
        event.remove(db.engine, "before_cursor_execute", hear)
        assert statements == []
    finally:
        watcher.stop()


def test_a_paused_board_takes_the_default_ask_away_too(app: Flask, client: FlaskClient) -> None:
    put_up(PLAIN, is_paused=True, quiet_tags=frozenset({"tragedy"}))
    assert choose(client) == {"reason": "nothing"}
    with app.test_request_context("/news/x"):
        assert slot("ask", article_slug="x") == ""


def test_where_nobody_is_asked_the_page_holds_no_ask(app: Flask) -> None:
    put_up(PLAIN, quiet_tags=frozenset({"tragedy"}), quiet_sections=frozenset({"obituaries"}))
    for about in ({"tags": ["port", "tragedy"]}, {"section": "obituaries"}):
        with app.test_request_context("/news/x"):
            assert slot("ask", article_slug="x", **about) == ""
    with app.test_request_context("/news/x"):
        assert "data-asking" in slot("ask", article_slug="x", section="city", tags=["port"])


def test_a_line_is_kept_free_while_a_prompt_for_it_is_live(client: FlaskClient) -> None:
    assert "prompt-line-place" not in client.get("/").text
    assert "data-asking" not in client.get("/").text
    put_up(one("header"))
    page = client.get("/").text
    assert "prompt-line-place" in page
    assert "Please" not in page
    assert "data-asking" in page
    assert "prompt-line-place" not in client.get("/support").text
    for missing in ("/news/nothing-here", "/sections/nothing-here"):
        error = client.get(missing)
        assert error.status_code == 404
        assert "prompt-line-place" not in error.text
        assert "data-asking" not in error.text


def test_an_answer_is_packed_for_whoever_takes_it(client: FlaskClient) -> None:
    put_up(PLAIN)
    packed = {**ORIGIN, "Accept-Encoding": "gzip"}
    answer = client.post("/prompts/choose", data=json.dumps({"page": PAGE}), headers=packed)
    assert answer.content_encoding == "gzip"
    assert json.loads(gzip.decompress(answer.data))["reason"] == "shown"
    assert len(answer.data) < 1_500
