"""A folder of Markdown files becomes articles; what is broken is told by file and line."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.articles.commands import articles
from portal.articles.editing import correcting, saving
from portal.articles.editing.fields import Fields
from portal.articles.editing.models import Act, Revision
from portal.articles.editing.saving import latest_fields
from portal.articles.editing.tagging import tags_of
from portal.articles.imports import bringing_in
from portal.articles.models import Article, Author, Picture, Section, State
from portal.articles.pictures import intake, store
from portal.errors import Refused
from portal.extensions import db, unit_of_work
from tests.articles.imports.bringing import article, count, run
from tests.articles.pictures.shots import photograph

WHOLE = """---
title: The wall is approved
slug: wall-approved
date: 2024-03-01 09:30
lastmod: 2024-03-02
section: City
tags: [council, Flood wall]
authors: [Chidi Okafor]
excerpt: By one vote.
kicker: Council
image: wall.jpg
image_alt: A wall
corrections:
  - date: 2024-03-03
    text: It was nine votes, not ten.
---
The council met at nine.

![The wall](wall.jpg)

It adjourned at ten past nine.
"""
BARE = "# No front matter at all\n\nOne line.\n"
BROKEN = "---\ntitle: fine\ntags: [a\nslug: x\n---\nText.\n"
ROUGH = """---
title: Rough
date: 2024-01-01
mood: sour
---
Fine.

<iframe src="https://example.org/"></iframe>

![x](https://example.org/x.png) and
[y](javascript:alert(1))

{{< youtube abc >}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four files and a picture."""
    for name, text in (("a.md", WHOLE), ("2024-05-05-bare.md", BARE), ("c.md", BROKEN),
                       ("in/rough.md", ROUGH)):  # fmt: skip
        path = tmp_path / "texts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "texts" / "wall.jpg").write_bytes(photograph())
    return tmp_path / "texts"


def test_a_whole_piece_is_brought_in_with_its_past(app_on_both: Flask, folder: Path) -> None:
    found = run(app_on_both, folder)
    assert "3 new, 0 changed, 0 unchanged, 1 left out." in found.output
    row = article("wall-approved")
    assert (row.state, row.headline, row.kicker) == (
        State.PUBLISHED,
        "The wall is approved",
        "Council",
    )
    assert row.published_at == datetime(2024, 3, 1, 7, 30, tzinfo=UTC)  # Kyiv, in winter
    assert row.updated_at == datetime(2024, 3, 2, 10, tzinfo=UTC)
    assert [text for _, text in row.corrections] == ["It was nine votes, not ten."]
    assert tags_of(db.session(), row.id) == ("Flood wall", "council")
    assert (row.picture_alt, db.session.get_one(Section, row.section_id).name) == ("A wall", "City")
    assert db.session.get_one(Author, row.author_id).name == "Chidi Okafor"
    assert row.body_html.count("<img ") == 1 and "/media/" in row.body_html
    media = app_on_both.extensions["settings"].instance / "media"
    assert any(media.glob("*.webp"))


def test_without_a_date_it_is_a_draft_under_its_files_name(app: Flask, folder: Path) -> None:
    found = run(app, folder)
    row = article("bare")
    assert (row.state, row.headline, row.published_at) == (
        State.DRAFT,
        "No front matter at all",
        None,
    )
    assert "2024-05-05-bare.md:1: It has no date, so it is kept as a draft." in found.output


def test_what_is_left_out_is_told_by_file_and_line(app: Flask, folder: Path) -> None:
    found = run(app, folder)
    assert found.exit_code == 1
    for line in (
        "c.md:4: Its front matter is broken",
        "in/rough.md:4: “mood” is not known here, and left out.",
        "in/rough.md:8: <iframe> is left out: https://example.org/",
        "in/rough.md:10: A picture that does not lie beside the text is left out",
        "in/rough.md:11: A link loses its address: javascript:alert(1)",
        "in/rough.md:13: “{{< youtube abc >}}” means nothing here, and is left out.",
        "a.md: There was no section “City”; it is made.",
    ):
        assert line in found.output
    html = article("rough").body_html
    assert "<iframe" not in html and "javascript" not in html and "<p>Fine.</p>" in html


def test_a_second_run_changes_nothing(app: Flask, folder: Path) -> None:
    run(app, folder)
    before = [count(model) for model in (Article, Revision, Picture, Section, Author)]
    found = run(app, folder)
    assert "0 new, 0 changed, 3 unchanged, 1 left out." in found.output
    assert [count(model) for model in (Article, Revision, Picture, Section, Author)] == before


def test_what_changed_in_its_file_changes_here_unless_an_editor_wrote_on(
    app: Flask, folder: Path
) -> None:
    run(app, folder)
    (folder / "a.md").write_text(WHOLE.replace("By one vote", "By two votes"), encoding="utf-8")
    assert "1 changed" in run(app, folder).output
    assert article("wall-approved").standfirst == "By two votes."
    with unit_of_work() as session:
        row = session.scalars(select(Article).where(Article.slug == "wall-approved")).one()
        fields = latest_fields(session, row)
        saving.save(session, row.id, None, type(fields)(**{**fields.__dict__, "kicker": "Mine"}),
                    by=None, act=Act.UPDATED, now=clock.now())  # fmt: skip
    (folder / "a.md").write_text(WHOLE, encoding="utf-8")
    found = run(app, folder)
    assert "a.md: It was written or changed here, so it stays as it is." in found.output
    assert (article("wall-approved").kicker, article("wall-approved").standfirst) == (
        "Mine", "By two votes.",
    )  # fmt: skip


def test_a_moment_that_changed_in_its_file_changes_here(app: Flask, folder: Path) -> None:
    draft = WHOLE.replace("section: City", "section: City\ndraft: true")
    (folder / "a.md").write_text(draft, encoding="utf-8")
    run(app, folder)
    assert article("wall-approved").state is State.DRAFT
    for changed in (WHOLE, WHOLE.replace("2024-03-02", "2024-03-05"),
                    WHOLE.replace("nine votes", "seven votes")):  # fmt: skip
        (folder / "a.md").write_text(changed, encoding="utf-8")
        assert "1 changed" in run(app, folder).output
        assert "0 changed" in run(app, folder).output
    row = article("wall-approved")
    assert row.state is State.PUBLISHED and "seven" in row.corrections[0][1]
    with unit_of_work() as session:
        correcting.reword(session, row.id, 0, row.corrections[0][1], "Eight.", by=None)
    assert "a.md: It was written or changed here" in run(app, folder).output
    assert article("wall-approved").corrections[0][1] == "Eight."
    soon = clock.now().replace(microsecond=0) + timedelta(days=3)
    text = BARE.replace("# No front", f"---\ndate: {soon.isoformat()}\n---\n# No front")
    (folder / "2024-05-05-bare.md").write_text(text, encoding="utf-8")
    run(app, folder)
    assert (article("bare").state, article("bare").scheduled_at) == (State.SCHEDULED, soon)
    assert "0 changed" in run(app, folder).output


def test_pictures_are_decoded_once(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("e.md", "f.md"):
        head = f"---\ntitle: {name}\ndate: 2024-01-01\n---\n"
        (folder / name).write_text(f"{head}![The wall](wall.jpg)\n", encoding="utf-8")
    decoded: list[bytes] = []
    taking = intake.take_in

    def note(data: bytes) -> intake.TakenIn:
        decoded.append(data)
        return taking(data)

    monkeypatch.setattr(intake, "take_in", note)
    monkeypatch.setattr(store, "take_in", note)
    run(app, folder, "--dry-run")
    assert len(decoded) == 1
    run(app, folder)
    assert len(decoded) == 2 and count(Picture) == 1
    run(app, folder)
    run(app, folder, "--dry-run")
    assert len(decoded) == 2
    media = app.extensions["settings"].instance / "media"
    with (media.parent / "imported-pictures.jsonl").open("a") as memory:
        memory.write('["broken')  # the power went
    next(media.glob("*.webp")).unlink()
    run(app, folder)
    assert len(decoded) == 3 and "/media/" in article("e").body_html
    run(app, folder)
    assert len(decoded) == 3


def test_a_dry_run_says_the_same_and_keeps_nothing(app: Flask, folder: Path) -> None:
    dry = run(app, folder, "--dry-run").output
    assert [count(model) for model in (Article, Picture, Section, Author)] == [0, 0, 0, 0]
    assert not list((app.extensions["settings"].instance / "media").glob("*"))
    wet = run(app, folder).output
    assert set(wet.splitlines()[:-1]) == set(dry.splitlines()[:-1])
    assert "Nothing was changed; it would be: 3 new" in dry


def test_what_breaks_off_in_the_middle_leaves_whole_articles(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms, calls = bringing_in._Piece._terms, []

    def fail(piece: bringing_in._Piece, fields: Fields) -> object:
        calls.append(piece)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return terms(piece, fields)

    with monkeypatch.context() as broken:
        broken.setattr(bringing_in._Piece, "_terms", fail)
        assert run(app, folder).exit_code == 1
    assert [count(model) for model in (Article, Section, Author, Revision)] == [1, 1, 1, 1]
    assert "2 new, 0 changed, 1 unchanged" in run(app, folder).output


def test_two_files_of_one_address_are_not_laid_over_each_other(app: Flask, folder: Path) -> None:
    (folder / "z.md").write_text(WHOLE.replace("approved\nslug", "refused\nslug"), encoding="utf-8")
    found = run(app, folder)
    assert "z.md: Left out: a.md has the same address, “wall-approved”." in found.output
    assert article("wall-approved").headline == "The wall is approved"


def test_a_folder_without_texts_is_refused(app: Flask, tmp_path: Path) -> None:
    found = app.test_cli_runner().invoke(articles, ["import", str(tmp_path / "media")])
    assert found.exit_code == 2
    (tmp_path / "media").mkdir()
    found = app.test_cli_runner().invoke(articles, ["import", str(tmp_path / "media")])
    assert isinstance(found.exception, Refused) and "no Markdown file" in found.exception.message
