"""What became of asks is added up, and of nobody; what cannot be shown is told to staff."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.audit import notices
from portal.extensions import db
from portal.prompts import tallies
from portal.prompts.models import Tally
from portal.prompts.prompt import Variant
from tests.prompts.board import PLAIN, choose, one, put_up, tell

TODAY = datetime.now(UTC).date()


def test_acts_are_added_up_by_day_and_nothing_else_is_kept(app_on_both: Flask) -> None:
    client = app_on_both.test_client()
    put_up(PLAIN)
    for _ in range(3):
        assert tell(client).status_code == 204
    tell(client, first=True)
    tell(client, what="clicked")
    tell(client, what="closed", first=True)
    tell(client, what="held", first=True)
    tell(client, what="held")
    tell(client, prompt="default", variant="")
    for unknown in (
        {"prompt": "nobody"}, {"variant": "z"}, {"what": "bought"}, {"prompt": 7}, {"what": None},
        {"prompt": "default", "variant": "a"}, {"what": "reminded"},
    ):  # fmt: skip
        assert tell(client, **unknown).status_code == 204
    db.session.rollback()
    rows = list(db.session.scalars(select(Tally)))
    found = {
        (row.prompt_slug, row.variant_slug): [getattr(row, name) for name in tallies.COUNTS]
        for row in rows
    }
    assert tallies.COUNTS == ("shown", "readers", "clicked", "closed", "reminded", "held")
    assert found == {
        ("winter", "a"): [4, 1, 1, 1, 0, 0],
        ("winter", "held"): [0, 1, 0, 0, 0, 2],
        ("default", ""): [1, 0, 0, 0, 0, 0],
    }
    assert {row.day for row in rows} == {TODAY}


def test_what_cannot_be_written_now_is_not_lost(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_up(PLAIN)
    write = tallies._write

    def fail(*_args: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(tallies, "_write", fail)
    with pytest.raises(OSError, match="full"):
        tell(client)
    monkeypatch.setattr(tallies, "_write", write)
    tell(client)
    assert db.session.scalars(select(Tally.shown)).one() == 2
    app.extensions["prompt_tallies"].flush()
    db.session.rollback()
    assert db.session.scalars(select(Tally.shown)).one() == 2


def test_what_cannot_be_shown_is_skipped_counted_and_told_once(client: FlaskClient) -> None:
    broken = replace(one(variants=(Variant("a", "{goal} members"),)), slug="broken", priority=1)
    put_up(broken, PLAIN)
    before = tallies.SKIPS.labels("unresolved")._value.get()
    for _ in range(3):
        assert choose(client)["prompt"] == "winter"
    assert tallies.SKIPS.labels("unresolved")._value.get() == before + 3
    told = [n.message for n in notices.unseen(db.session()) if n.kind == "prompt-skipped"]
    assert len(told) == 1
    assert "broken" in told[0]


def test_staff_are_told_once_and_again_when_prompts_were_changed(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_up(one(variants=(Variant("a", "{goal} members"),)))
    written: list[set[tuple[str, str]]] = []
    monkeypatch.setattr(tallies, "_write", lambda _counts, skipped: written.append(skipped))
    for _ in range(3):
        choose(client)
    assert written == [{("winter", "unresolved")}]
    waiting = app.extensions["prompt_tallies"]
    waiting.forget_told({"articles": 7})
    choose(client)
    waiting.forget_told({"prompts": 2})
    choose(client)
    assert written == [{("winter", "unresolved")}] * 2
