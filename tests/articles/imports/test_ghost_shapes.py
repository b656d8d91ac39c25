"""Posts as Ghost 1 to 6 export them: other keepers of text, letters, cards, strange shapes."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.articles.editing.tagging import tags_of
from portal.articles.imports.from_html import markdown_of
from portal.articles.imports.ghost_texts import html_of
from portal.articles.models import State
from portal.extensions import db
from tests.articles.imports.bringing import article, run
from tests.articles.imports.test_ghost_export import export, post

LEXICAL = json.dumps({"root": {"type": "root", "children": [
    {"type": "extended-heading", "tag": "h2", "children": [{"type": "text", "text": "A & B"}]},
    {"type": "paragraph", "children": [
        {"type": "extended-text", "text": "bold", "format": 1}, {"type": "linebreak"},
        {"type": "link", "url": "https://example.org/?a=1&b=2",
         "children": [{"type": "text", "text": "there", "format": 2}]}]},
    {"type": "list", "listType": "number", "children": [
        {"type": "listitem", "children": [{"type": "text", "text": "one"}]}]},
    {"type": "image", "src": "/a.jpg", "alt": 'A "quay"', "caption": "<b>Low</b>"},
    {"type": "html", "html": "<p>raw</p>"}, {"type": "horizontalrule"}, {"type": "paywall"},
    {"type": "bookmark", "url": "https://example.org/b", "metadata": {"title": "B < C"}},
    {"type": "email-cta", "url": "https://example.org/join"},
]}})  # fmt: skip
MOBILEDOC = json.dumps({
    "version": "0.3.1", "markups": [["strong"], ["a", ["href", "https://example.org/"]]],
    "atoms": [["soft-return", "", {}]],
    "cards": [["image", {"src": "/a.jpg", "caption": "Low"}], ["markdown", {"markdown": "*md*"}],
              ["hr", {}]],
    "sections": [[1, "h2", [[0, [], 0, "Head"]]],
                 [1, "p", [[0, [0], 1, "bold"], [1, [], 0, 0], [0, [1], 1, "there"]]],
                 [3, "ul", [[[0, [], 0, "one"]]]], [10, 0], [10, 1], [10, 2]],
})  # fmt: skip


def test_lexical_becomes_markdown() -> None:
    found = markdown_of(html_of({"html": None, "lexical": LEXICAL}))
    for part in ("## A \\& B", "**bold**", "[*there*](https://example.org/?a=1&b=2)", "1. one",
                 '![A "quay"](/a.jpg)', "**Low**", "raw", "---",
                 "[B \\< C](https://example.org/b)"):  # fmt: skip
        assert part in found.markdown, found.markdown
    assert found.lost == ("<embed> is left out: https://example.org/join",)


def test_mobiledoc_becomes_markdown() -> None:
    found = markdown_of(html_of({"html": "", "mobiledoc": MOBILEDOC}))
    for part in ("## Head", "**bold**", "[there](https://example.org/)", "- one", "![](/a.jpg)",
                 "Low", "*md*", "---"):  # fmt: skip
        assert part in found.markdown, found.markdown
    assert found.lost == ()


def test_the_oldest_kept_markdown() -> None:
    assert markdown_of(html_of({"markdown": "A *quay*."})).markdown == "A *quay*."


@pytest.mark.parametrize(
    "keeper",
    [{"lexical": "{"}, {"lexical": "[]"}, {"lexical": '{"root": 1}'}, {"mobiledoc": "{}"},
     {"mobiledoc": '{"sections": [[10, 7]], "cards": []}'}, {"lexical": "7"},
     {"lexical": '{"root": ' + '{"type":"list","children":[' * 400 + "]}" * 400 + "}"}],
)  # fmt: skip
def test_a_broken_text_is_said_to_be_broken(keeper: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"text|Expecting"):
        html_of(keeper)


def test_cards_become_what_they_say() -> None:
    found = markdown_of(
        '<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="/b">'
        '<div class="kg-bookmark-title">Title</div><p>Much more</p><img src="i.png"></a></figure>'
        '<div class="kg-card kg-video-card"><video src="v.mp4"></video><span>0:00</span></div>'
        '<div class="kg-card kg-signup-card"><h2>Sign up</h2></div>'
        '<p>Text<!--members-only--></p><p><a href="/#/portal/signup">Join</a></p>'
    )
    assert found.markdown == "[Title](/b)\n\nText"
    assert found.lost == (
        "A card of the kind “video” is left out: v.mp4", "A card of the kind “signup” is left out.",
        "A link to Ghost's sign-up is left out: Join",
    )  # fmt: skip


def test_what_went_out_by_mail_only_is_not_put_on_the_web(app: Flask, tmp_path: Path) -> None:
    path = export(tmp_path / "site", post(1, status="sent"), post(2, status="sent", email_only=1))
    whole = json.loads(path.read_text())
    whole["db"][0]["data"]["posts_meta"] = [{"post_id": "p1", "email_only": True}]
    path.write_text(json.dumps(whole))
    found = run(app, path)
    assert "posts[0] “post-1”: It was sent by mail only, so it is kept as a draft." in found.output
    assert {article(slug).state for slug in ("post-1", "post-2")} == {State.DRAFT}


def test_an_update_is_told_but_not_each_touch(app: Flask, tmp_path: Path) -> None:
    def touched(number: int, at: str) -> dict[str, Any]:
        return post(number, updated_at=at)

    run(app, export(
        tmp_path / "site", touched(1, "2023-06-03T08:00:00.000Z"),
        touched(2, "2023-06-01T08:20:00.000Z"),
        *(touched(number, "2024-01-01T00:00:00.000Z") for number in range(3, 8)),
    ))  # fmt: skip
    assert article("post-1").updated_at == datetime(2023, 6, 3, 8, tzinfo=UTC)
    assert {article(f"post-{number}").updated_at for number in range(2, 8)} == {None}


def test_links_between_posts_lead_to_articles(app: Flask, tmp_path: Path) -> None:
    html = (
        '<p><a href="__GHOST_URL__/post-2/">two</a> <a href="__GHOST_URL__/about/">a</a>'
        ' <a href="__GHOST_URL__/post-2/#x">x</a></p>'
        '<p><img src="__GHOST_URL__/content/images/size/w600/quay.jpg" alt="Q"></p>'
    )
    caption = {"post_id": "p1", "feature_image_caption": '<span>By <a href="x">Chidi</a></span>'}
    path = export(tmp_path / "site", post(1, html=html), post(2))
    whole = json.loads(path.read_text())
    whole["db"][0]["data"]["posts_meta"] = [caption]
    path.write_text(json.dumps(whole))
    run(app, path)
    row = article("post-1")
    for part in ('href="/news/post-2"', 'href="/about/"', 'href="/news/post-2#x"', "/media/"):
        assert part in row.body_html
    assert row.picture_caption == "By Chidi"


def test_strange_shapes_keep_no_post_out(app_on_both: Flask, tmp_path: Path) -> None:
    path = export(
        tmp_path / "site",
        post(1, title="\0 \ud83d!"),
        post(2, title=None),
        post(3, html=7),
        post(4, html="<div>" * 4000),
        post(5, published_at=None),
        post(6, slug=None),
        post(7),
    )
    whole = json.loads(path.read_text())
    data = whole["db"][0]["data"]
    data["posts"][5:5] = [None, 7, "x", {}, []]
    data["users"].append(None)
    data["tags"] += [{"id": "t9", "name": None}, 7]
    data["posts_tags"] += [{"post_id": "p7", "tag_id": "t1"}, {"post_id": "p7"}, 3]
    data["posts_meta"] = None
    path.write_text(json.dumps(whole))
    found = run(app_on_both, path)
    assert "4 new, 0 changed, 0 unchanged, 8 left out." in found.output, found.output
    assert article("post-1").headline == "?!" and article("post-5").state is State.DRAFT
    assert tags_of(db.session(), article("post-7").id) == ("Harbour",)
