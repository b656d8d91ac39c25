"""Folders as Hugo, Jekyll and Eleventy have them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.articles.editing.models import OldSlug
from portal.articles.editing.tagging import tags_of
from portal.articles.imports.tidying import tidied
from portal.articles.models import Section, State
from portal.extensions import db
from tests.articles.imports.bringing import article, lay, run
from tests.articles.pictures.shots import photograph

HUGO = """+++
title = 'The wall'
date = 2024-03-01T09:30:00+02:00
lastmod = 2024-03-02
draft = false
categories = ['City']
aliases = ['/2019/old-wall/', '/wall.html']
tags = ['council']
[cover]
image = 'cover.jpg'
alt = 'A wall'
caption = 'At noon'
[params]
excerpt = 'By one vote.'
+++
See [the other]({{< relref "posts/other" >}}).

{{< figure src="/images/quay.jpg" alt="The quay" caption="At low water" >}}

{{< youtube abc >}}
"""
JEKYLL = """---
layout: post
title: Yes
categories: [City, Council]
image: {path: /assets/quay.jpg, alt: The quay}
redirect_from: /older/
---
# Yes

![Quay]({{ site.baseurl }}/assets/quay.jpg){: .wide}

Read [the wall]({% post_url 2024-03-01-the-wall %}) and <b>mind</b> <a href="/x">this</a>.

<figure>
  <img src="../assets/quay.jpg" alt="Again">
  <figcaption>Twice</figcaption>
</figure>

<iframe src="https://example.org/v"></iframe>
"""
ELEVENTY = """---json
{"title": "From Eleventy", "date": "2024-05-05", "permalink": "/notes/by-eleventy/index.html",
 "eleventyNavigation": {"key": "x"}}
---
{% include "x.njk" %}Text {{ page.date }}.
"""


def test_a_hugo_site_is_brought_in(app: Flask, tmp_path: Path) -> None:
    picture = photograph()
    folder = lay(tmp_path / "site", {
        "content/posts/the-wall/index.md": HUGO, "content/posts/the-wall/cover.jpg": picture,
        "static/images/quay.jpg": photograph(width=500), "content/posts/_index.md": "---\n---\n",
        "content/posts/other.md": "---\ntitle: Other\ndate: 0001-01-01T00:00:00Z\n---\nText.\n",
        "node_modules/a/readme.md": "# No", ".git/x.md": "# No",
    })  # fmt: skip
    found = run(app, folder)
    assert "2 new, 0 changed, 0 unchanged, 1 left out." in found.output
    row = article("the-wall")
    assert row.published_at == datetime(2024, 3, 1, 7, 30, tzinfo=UTC)
    assert row.updated_at == datetime(2024, 3, 2, 10, tzinfo=UTC)
    assert (row.picture_alt, row.picture_caption) == ("A wall", "At noon")
    assert row.standfirst == "By one vote." and tags_of(db.session(), row.id) == ("council",)
    assert db.session.get_one(Section, row.section_id).name == "City"
    assert 'href="/news/other"' in row.body_html and 'alt="The quay"' in row.body_html
    assert "<em>At low water</em>" in row.body_html and "youtube" not in row.body_html
    where = "content/posts/the-wall/index.md"
    assert f"{where}:20: “{{{{< youtube abc >}}}}” means nothing here" in found.output
    assert article("other").state is State.DRAFT
    former = db.session.scalars(select(OldSlug.slug).where(OldSlug.article_id == row.id))
    assert sorted(former) == ["old-wall", "wall"]


def test_a_jekyll_site_is_brought_in(app: Flask, tmp_path: Path) -> None:
    folder = lay(tmp_path / "site", {
        "_posts/2024-03-04-a-title.md": JEKYLL, "assets/quay.jpg": photograph(),
        "_drafts/later.md": "---\ntitle: Later\ndate: 2024-01-01\n---\nText.\n",
        "_posts/2024-03-05-held.md": "---\ntitle: Held\npublished: false\n---\nText.\n",
        "_posts/2024-03-06-shown.md": "---\ntitle: Shown\npublished: true\n---\nText.\n",
        "_layouts/x.md": "# No",
    })  # fmt: skip
    found = run(app, folder)
    assert "4 new" in found.output and found.exit_code == 0
    row = article("a-title")
    assert (row.headline, row.picture_alt) == ("Yes", "The quay")
    assert row.published_at == datetime(2024, 3, 4, 10, tzinfo=UTC)
    assert "<h2>Yes" not in row.body_html and "site.baseurl" not in row.body_html
    assert row.body_html.count("<img ") == 2 and "Twice" in row.body_html
    assert ".wide" not in row.body_html and 'href="/news/the-wall"' in row.body_html
    assert '<strong>mind</strong> <a href="/x">this</a>' in row.body_html
    assert "_posts/2024-03-04-a-title.md:19: <iframe> is left out" in found.output
    assert "layout" not in found.output
    assert "An article has one section: “Council” is left out." in found.output
    states = [article(slug).state for slug in ("later", "held", "shown")]
    assert states == [State.DRAFT, State.DRAFT, State.PUBLISHED]


def test_an_eleventy_file_is_brought_in(app: Flask, tmp_path: Path) -> None:
    found = run(app, lay(tmp_path / "site", {"notes/a.md": ELEVENTY}))
    assert article("by-eleventy").body_html == "<p>Text {{ page.date }}.</p>"
    assert 'notes/a.md:5: “{% include "x.njk" %}” means nothing here' in found.output


def test_no_file_keeps_the_others_out(app_on_both: Flask, tmp_path: Path) -> None:
    head = "title: T\ndate: 2024-01-01"
    folder = lay(tmp_path / "site", {
        "a.md": f"---\n{head}\n---\n" + "<div>" * 3000 + "x",
        "b.md": f"---\n{head}\nslug: nul\nkicker: \"\\0\\uD800x\"\n---\nText\0 \x0b\x1b.\n",
        "c.md": f"---\n{head}\nslug: [[{'a,' * 9}]]\nimage: {{x: {{}}}}\n---\nc",
        "d.md": "", "e.md": b"\xff\xfe\0x", "f.md": f"---\n{head}\ncorrections: 7\n---\nf",
        "g.md": f"---\n{head}\nslug: long\n---\n![x](<{'a' * 5000}>) ![y](//[) [z](http://[)",
        "h.md": f"---\n{head}\nslug: huge\n---\n" + "word " * 50_000,
        "i.md": f"---\n{head}\nslug: quoted\n---\n" + ">" * 5000 + "x",
        "j.md": f"---\ntitle: {'T' * 300}\ndate: 2024-01-01\n---\nx",
        "k.md": f"---\n{head}\nslug: empty\n---\n",
        "z.md": f"---\n{head}\nslug: last\n---\nText.\n",
    })  # fmt: skip
    (folder / "y.md").symlink_to(folder / "y.md")
    (folder / "dir.md").mkdir()
    found = run(app_on_both, folder)
    assert found.exit_code == 1
    for line in ("a.md:5: It cannot be read", "d.md:1: It has no title.",
                 "e.md:1: It is not written in UTF-8.", "h.md: Left out: This has 2",
                 "c.md:4: “slug” is not understood", "f.md:4: A correction needs a date",
                 "g.md:6: A picture that does not lie beside", "j.md: Its headline is too long",
                 "k.md: There is no text, so it is kept as a draft."):  # fmt: skip
        assert line in found.output, found.output
    assert "8 new, 0 changed, 0 unchanged, 4 left out." in found.output
    assert article("nul").kicker == "?x" and article("empty").state is State.DRAFT
    assert article("last").state is State.PUBLISHED


def test_code_stays_as_it_is() -> None:
    text = "`{{< x >}}`\n\n```\n{{< x >}}\n<b>y</b>\n```\n\n    {% z %}"
    assert tidied(text).text == text and tidied(text).remarks == ()


@pytest.mark.parametrize(
    "before", ["", "{{< figure\n  src=a.jpg\n>}}\n", "<div>\n<p>x</p>\n</div>\n"]
)
def test_lines_are_those_of_the_file(before: str) -> None:
    text = f"{before}\n\nText.\n\n{{% include a %}}\n"
    found = tidied(text)
    at = [text.split("\n")[line] for line in found.lines]
    assert ("Text.", "Text.") in zip(at, found.text.split("\n"), strict=True)
    assert [text.split("\n")[line] for line, _ in found.remarks] == ["{% include a %}"]


def test_nothing_outside_the_folder_is_taken(app: Flask, tmp_path: Path) -> None:
    lay(tmp_path, {"secret.jpg": photograph()})
    text = "---\ntitle: T\ndate: 2024-01-01\nimage: ../secret.jpg\n---\n![x](../../secret.jpg)\n"
    folder = lay(tmp_path / "site", {"posts/a.md": text})
    (folder / "posts" / "linked.jpg").symlink_to(tmp_path / "secret.jpg")
    found = run(app, folder)
    assert "A picture that is no file here is left out: ../secret.jpg" in found.output
    assert "A picture that does not lie beside the text is left out" in found.output
    assert article("a").picture_id is None and "<img" not in article("a").body_html


def test_an_address_of_old_belongs_to_whoever_bears_it_now(app: Flask, tmp_path: Path) -> None:
    def text(title: str, more: str = "") -> str:
        return f"---\ntitle: {title}\ndate: 2024-01-01\n{more}---\nText.\n"

    folder = lay(tmp_path / "site", {"a.md": text("A", "aliases: [/b/, /c/]\n"), "b.md": text("B"),
                                     "d.md": text("D", "redirect_from: [/c/, /a/]\n")})  # fmt: skip
    found = run(app, folder)
    assert "3 new" in found.output
    for said in ("“c”", "“a”"):
        assert f"d.md: The address {said} is another article's, and stays so." in found.output
    client = app.test_client()
    assert client.get("/news/b").status_code == 200 and article("b").headline == "B"
    assert client.get("/news/c").location == "/news/a"
    assert "0 new, 0 changed, 3 unchanged" in run(app, folder).output
