"""A Ghost export becomes articles; what has no place here is told by post and field."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from portal.articles.commands import articles
from portal.articles.editing.tagging import tags_of
from portal.articles.models import Author, State
from portal.extensions import db
from tests.articles.imports.bringing import article, run
from tests.articles.pictures.shots import photograph

HTML = (
    "<p>The <strong>council</strong> met_at *nine*.</p><h2>After</h2><ul><li>one</li></ul>"
    '<p><a href="https://example.org/a">minutes</a></p>'
    '<figure><img src="__GHOST_URL__/content/images/quay.jpg" alt="The quay"></figure>'
    '<iframe src="https://example.org/v"></iframe><script>alert(1)</script>'
)


def post(number: int, **columns: Any) -> dict[str, Any]:
    whole = {
        "id": f"p{number}", "title": f"Post {number}", "slug": f"post-{number}", "html": HTML,
        "type": "post", "status": "published", "visibility": "public",
        "published_at": "2023-06-01T08:00:00.000Z", "custom_excerpt": "In short.",
    }  # fmt: skip
    return {**whole, **columns}


def export(folder: Path, *posts: dict[str, Any]) -> Path:
    images = folder / "content" / "images"
    images.mkdir(parents=True)
    (images / "quay.jpg").write_bytes(photograph())
    data = {
        "posts": list(posts),
        "users": [{"id": "u1", "name": "Dorota Quill", "bio": "Edits."}],
        "tags": [{"id": "t1", "name": "Harbour"}, {"id": "t2", "name": "#internal"}],
        "posts_tags": [{"post_id": "p1", "tag_id": "t1"}, {"post_id": "p1", "tag_id": "t2"}],
        "posts_authors": [{"post_id": "p1", "author_id": "u1"}],
        "posts_meta": [{"post_id": "p1", "feature_image_alt": "A quay"}],
    }
    path = folder / "ghost.json"
    path.write_text(json.dumps({"db": [{"meta": {}, "data": data}]}), encoding="utf-8")
    return path


def test_a_post_is_brought_in_with_author_tags_and_pictures(app: Flask, tmp_path: Path) -> None:
    image = "__GHOST_URL__/content/images/quay.jpg"
    path = export(tmp_path, post(1, feature_image=image, visibility="members"))
    found = run(app, path)
    assert found.exit_code == 0 and "1 new" in found.output
    row = article("post-1")
    assert (row.state, row.standfirst, row.picture_alt) == (State.PUBLISHED, "In short.", "A quay")
    assert row.published_at == datetime(2023, 6, 1, 8, tzinfo=UTC)
    assert tags_of(db.session(), row.id) == ("Harbour",)
    author = db.session.get_one(Author, row.author_id)
    assert (author.name, author.bio) == ("Dorota Quill", "Edits.")
    for part in ("<strong>council</strong> met_at *nine*.", "<h2>After</h2>", "<li>one</li>",
                 'href="https://example.org/a"', 'alt="The quay"', "/media/"):  # fmt: skip
        assert part in row.body_html
    assert "alert" not in row.body_html and "iframe" not in row.body_html
    where = "ghost.json, posts[0] “post-1”"
    assert f"{where}, html: <iframe> is left out: https://example.org/v" in found.output
    assert f"{where}: It was for members only; here everyone can read it." in found.output
    assert "1 unchanged" in run(app, path).output


def test_the_rest_is_brought_in_beside_what_cannot_be(app: Flask, tmp_path: Path) -> None:
    broken = post(5, published_at="never")
    found = run(app, export(
        tmp_path, post(2, type="page"), post(3, html=None), post(4, status="draft"), broken,
    ))  # fmt: skip
    assert found.exit_code == 1 and "1 new, 0 changed, 0 unchanged, 3 left out." in found.output
    assert article("post-4").state is State.DRAFT
    assert "posts[0] “post-2”: It is a page." in found.output
    assert "posts[1] “post-3”, html: The export has no text of it." in found.output
    assert "posts[3] “post-5”: It cannot be read" in found.output


def test_a_broken_export_is_told_by_its_line(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "ghost.json"
    path.write_text('{"db":\n[{]}', encoding="utf-8")
    found = app.test_cli_runner().invoke(articles, ["import", str(path)])
    assert "ghost.json:2: It is broken" in str(found.exception)
