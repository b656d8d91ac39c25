"""Migration 0013 with rows present: pages keep what stands on them as their first text."""

from flask import Flask
from sqlalchemy import inspect

from portal.extensions import db
from tests.migrations.steps import ask, down, run, up

BEFORE = "0012"
MOMENT = "2026-03-10 12:00:00"
KEPT = "SELECT slug, number, title, body_markdown, account_id, restored_from FROM page_revisions"


def test_pages_begin_with_what_stands_on_them_and_tags_survive(older_app: Flask) -> None:
    run(
        "INSERT INTO pages (slug, title, body_markdown, body_html, version, changed_at)"
        f" VALUES ('about', 'About us', 'We are *nine*.', '', 4, '{MOMENT}')",
        "INSERT INTO tags (id, slug, name) VALUES (1, 'rivers', 'rivers')",
    )
    for _ in range(2):
        up("0013")
        assert ask(KEPT) == [("about", 4, "About us", "We are *nine*.", None, None)]
        assert [str(at)[:19] for (at,) in ask("SELECT at FROM page_revisions")] == [MOMENT]
        run("INSERT INTO tag_aliases VALUES ('streams', 1)")
        down(BEFORE)
        names = set(inspect(db.engine).get_table_names())
        assert names.isdisjoint({"page_revisions", "tag_aliases"})
        assert ask("SELECT version FROM pages") == [(4,)]
        assert ask("SELECT slug FROM tags") == [("rivers",)]
    up("0013")
    run("INSERT INTO tag_aliases VALUES ('streams', 1)", "DELETE FROM tags", "DELETE FROM pages")
    assert ask("SELECT * FROM tag_aliases") == ask("SELECT * FROM page_revisions") == []
