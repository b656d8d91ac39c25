"""/staff/pictures: taking pictures in, refusals beside what was kept, words, uses, removal."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from portal.articles.editing.models import Act
from portal.articles.models import Author, Picture
from portal.articles.pictures import desk_views
from portal.audit import log
from portal.extensions import db, unit_of_work
from tests.accounts.people import proved, sign_in
from tests.articles.editing.desk import editor, keep, published, set_up
from tests.articles.pictures.shots import drawn, photograph, saved


@pytest.fixture
def desk(client: FlaskClient) -> FlaskClient:
    """A browser in which an editor is signed in."""
    editor()
    sign_in(client, "bohdan@example.org")
    return client


def sent(*files: tuple[bytes, str], **fields: str) -> dict[str, Any]:
    return {"picture": [(io.BytesIO(data), name) for data, name in files], **fields}


def rows() -> list[Picture]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Picture).order_by(Picture.id)))


def media(app: Flask) -> set[str]:
    return {path.name for path in (Path(app.instance_path) / "media").glob("*")}


def test_a_picture_is_taken_in_described_and_served(app: Flask, desk: FlaskClient) -> None:
    answer = desk.post(
        "/staff/pictures", data=sent((photograph(), "IMG 1.jpg"), alt="A quay.", credit="C. Okafor")
    )
    assert (answer.status_code, answer.location) == (303, "/staff/pictures/1")
    page = desk.get(answer.location).text
    (row,) = rows()
    assert f"![A quay.](/media/{row.key}-900x600.webp)" in page
    assert "Nowhere." in page
    assert media(app) == {f"{row.key}-{w}x{h}.webp" for w, h in row.sizes}
    with desk.get(f"/media/{row.key}-320x213.webp") as file:
        assert (file.status_code, file.mimetype) == (200, "image/webp")
        assert "immutable" in file.headers["Cache-Control"]
    answer = desk.post("/staff/pictures/1", data={"alt": "A quay at dusk.", "credit": ""})
    assert answer.status_code == 303
    assert (rows()[0].alt, rows()[0].credit) == ("A quay at dusk.", "")
    page = desk.get("/staff/pictures?q=DUSK").text
    assert "A quay at dusk." in page
    assert "No picture is like that" in desk.get("/staff/pictures?q=harbour").text
    actions = [entry.action for entry in log.latest(db.session(), subject="picture:1")]
    assert actions[:2] == ["picture.described", "picture.added"]


def test_the_same_picture_twice_is_one_row_and_keeps_its_words(
    app: Flask, desk: FlaskClient
) -> None:
    desk.post("/staff/pictures", data=sent((photograph(), "a.jpg"), alt="A quay."))
    before = media(app)
    times = {name: (Path(app.instance_path) / "media" / name).stat().st_mtime_ns for name in before}
    again = sent((saved(drawn()), "b.jpg"), alt="Something else.", credit="Noor")
    assert desk.post("/staff/pictures", data=again).location == "/staff/pictures/1"
    (row,) = rows()
    assert (row.alt, row.credit) == ("A quay.", "Noor")
    now = {name: (Path(app.instance_path) / "media" / name).stat().st_mtime_ns for name in before}
    assert (media(app), now) == (before, times)


def test_of_several_files_the_good_ones_are_kept_and_the_others_named(desk: FlaskClient) -> None:
    answer = desk.post(
        "/staff/pictures",
        data=sent(
            (saved(drawn()), "good.jpg"),
            (b"<svg onload=alert(1)>", "C:\\bad\\<b>logo</b>.svg"),
            (saved(drawn(), "GIF"), "still.gif"),
            (saved(drawn(800, 800)), "also good.jpg"),
        ),
    )
    assert answer.status_code == 422
    assert "2 pictures are taken in. Not taken in:" in answer.text
    assert "SVG is not taken" in answer.text
    assert "GIF is not taken" in answer.text
    assert "<b>logo" not in answer.text
    assert len(rows()) == 2


def test_a_script_is_answered_in_json(desk: FlaskClient) -> None:
    asked = {"Accept": "application/json"}
    both = sent((saved(drawn()), "good.jpg"), (b"no", "no.jpg"), alt="[A] quay\\")
    answer = desk.post("/staff/pictures", data=both, headers=asked)
    assert answer.status_code == 200
    assert answer.json is not None
    (found,) = answer.json["pictures"]
    assert found["markdown"] == f"![ A  quay ](/media/{rows()[0].key}-900x600.webp)"
    assert answer.json["errors"] == [
        "no.jpg: This is no picture that can be read. JPEG, PNG and WebP can."
    ]


def test_nothing_or_too_many_or_too_much_is_refused(
    desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for files in ([], [(b"x", f"{n}.jpg") for n in range(21)]):
        answer = desk.post("/staff/pictures", data=sent(*files))
        assert answer.status_code == 422
        assert "Choose one to 20 files." in answer.text
    monkeypatch.setattr(desk_views, "MOST_BYTES_AT_ONCE", 4 << 20)
    much = {"data": bytes(5 << 20), "content_type": "multipart/form-data; boundary=x"}
    answer = desk.post("/staff/pictures", **much)
    assert answer.status_code == 413
    assert "more than 4 MB together" in answer.text
    answer = desk.post("/staff/pictures", **much, headers={"Accept": "application/json"})
    assert answer.json == {"pictures": [], "errors": [answer.json["errors"][0]]}
    assert answer.status_code == 413
    assert rows() == []


def test_more_than_other_pages_take_is_taken_here(desk: FlaskClient) -> None:
    large = saved(drawn(), "PNG") + bytes(6 << 20)
    boundary, body = encode_multipart({"picture": FileStorage(io.BytesIO(large), "large.png")})
    kind = f"multipart/form-data; boundary={boundary}"
    assert desk.post("/staff/pictures", data=body, content_type=kind).status_code == 303
    assert desk.post("/staff/pages/about", data={"markdown": "a" * (3 << 20)}).status_code == 413


def test_without_the_forms_token_nothing_is_taken_in(app: Flask, desk: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = desk.post("/staff/pictures", data=sent((saved(drawn()), "a.jpg")))
    assert answer.status_code == 422
    assert "lay open for too long" in answer.text
    assert rows() == []
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', desk.get("/staff/pictures").text)
    assert token
    whole = sent((saved(drawn()), "a.jpg"), csrf_token=token[1])
    assert desk.post("/staff/pictures", data=whole).status_code == 303


def test_pictures_are_the_editors(client: FlaskClient) -> None:
    proved("alisa@example.org", role="staff")
    sign_in(client, "alisa@example.org")
    assert client.get("/staff/pictures").status_code == 403
    assert client.post("/staff/pictures", data=sent((saved(drawn()), "a.jpg"))).status_code == 403
    assert rows() == []


def test_a_picture_is_removed_only_where_nothing_shows_it(app: Flask, desk: FlaskClient) -> None:
    fields = set_up()
    desk.post("/staff/pictures", data=sent((photograph(), "a.jpg")))
    (row,) = rows()
    line = f"![a](/media/{row.key}-900x600.webp)"
    lead = published(fields, picture_id=row.id, picture_alt="A quay.")
    published(fields, headline="In the text", slug="in-the-text", body_markdown=f"Look:\n\n{line}")
    waiting = published(fields, headline="Waits", slug="waits")
    newer = replace(fields, headline="Waits", slug="waits", body_markdown=f"Look: {line}")
    keep(newer, Act.SAVED, waiting, 1)
    with unit_of_work() as session:
        session.scalars(select(Author).limit(1)).one().portrait_id = row.id
    desk.post(
        "/staff/pages/about",
        data={"title": "About us", "markdown": f"We are.\n\n{line}", "began_from": "0"},
    )
    page = desk.get("/staff/pictures/1").text
    for name in ("The wall is approved", "In the text", "Waits", "Chidi Okafor", "About us"):
        assert name in page
    refused = desk.post("/staff/pictures/1/remove")
    assert refused.status_code == 422
    assert "This picture is used." in refused.text
    assert len(rows()) == 1
    assert "used 2 times" in desk.get("/staff/pictures").text
    keep(fields, Act.UPDATED, lead, 1)
    assert "The wall is approved" not in desk.get("/staff/pictures/1").text


def test_a_picture_that_nothing_shows_goes_with_its_files(app: Flask, desk: FlaskClient) -> None:
    desk.post("/staff/pictures", data=sent((photograph(), "a.jpg")))
    desk.post("/staff/pictures", data=sent((saved(drawn(800, 800)), "b.jpg")))
    key = rows()[0].key
    assert desk.post("/staff/pictures/1/remove").status_code == 303
    assert [row.id for row in rows()] == [2]
    assert not any(name.startswith(key) for name in media(app))
    assert desk.get("/staff/pictures/1").status_code == 404
    assert desk.post("/staff/pictures/1/remove").status_code == 404
    assert desk.post("/staff/pictures", data=sent((photograph(), "a.jpg"))).status_code == 303
    assert any(name.startswith(key) for name in media(app))


def test_many_pictures_stand_on_several_pages(desk: FlaskClient) -> None:
    with unit_of_work() as session:
        for number in range(45):
            session.add(
                Picture(
                    key=f"{number:016x}",
                    sizes=[[320, 213]],
                    alt=f"Shot {number} of the quay",
                    created_at=datetime(2026, 11, 22, tzinfo=UTC),
                )
            )
    assert db.session.scalar(select(func.count()).select_from(Picture)) == 45
    first = desk.get("/staff/pictures").text
    assert "Shot 44 of" in first
    assert "Shot 4 of" not in first
    link = re.search(r'href="(/staff/pictures\?before=\d+)"', first)
    assert link
    second = desk.get(link[1]).text
    assert "Shot 4 of" in second
    assert "Shot 5 of" not in second
