"""No text of anybody makes a page of ours act: a corpus of hostile ones, in a real browser.

Texts are opened with the page's policy and without it: the first shows that nothing is left to
stop, the second that our cleaning, not the policy, keeps payloads from running.
"""

from collections.abc import Iterator
from functools import cache

import nh3
import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from playwright.sync_api import Browser
from sqlalchemy import select

from portal.articles import body
from portal.articles.models import Article
from portal.extensions import unit_of_work
from tests.articles.conftest import Served, browser_type_launch_args, served
from tests.articles.hostile import BATCHES, FIELDS, HARMLESS, print_everything, rendered
from tests.articles.more_payloads import CORPUS
from tests.articles.newspaper import publish
from tests.articles.watching import Watched, watched

__all__ = ["browser_type_launch_args", "served"]

MARKS = """() => [...document.querySelectorAll(".prose > p")]
  .map((p) => p.textContent).filter((text) => /^mark \\d+$/.test(text))"""
# What our templates made of an article, without the texts themselves: one payload that breaks out
# of its place adds or takes an element or an attribute.
BONES = """() => [...document.querySelectorAll(
    "head, head *, .article > *, .article-head *, figure *, .corrections *, .after-text *,"
    + " aside.author, aside.author *")]
  .map((e) => [e.localName, e.className, ...e.getAttributeNames().sort()].join(" "))"""
SAID = """() => ["h1", ".standfirst", "figcaption .credit", "aside.author details p"]
  .map((where) => document.querySelector(where).textContent)"""


@cache
def untamed() -> tuple[str, ...]:
    """Each payload as a renderer makes it HTML that trusts its authors."""
    trusting = MarkdownIt("commonmark", {"html": True}).enable("table").use(footnote_plugin)
    trusting.validateLink = lambda url: True  # type: ignore[method-assign]
    return tuple(trusting.render(one.text) for one in CORPUS)


@pytest.fixture(scope="module")
def press(served: Served) -> Served:
    """The newspaper with all of the corpus in print."""
    with served.app.app_context():
        print_everything(served.app.extensions["settings"].instance / "media")
    return served


@pytest.fixture(scope="module", params=["with its policy", "without a policy"])
def watch(request: pytest.FixtureRequest, browser: Browser, press: Served) -> Iterator[Watched]:
    """A page that is watched."""
    has_policy = request.param == "with its policy"
    with watched(browser, press.url, has_policy=has_policy) as watch:
        yield watch


@pytest.fixture(scope="module")
def bare(browser: Browser, press: Served) -> Iterator[Watched]:
    """A page that is watched, where no policy helps us."""
    with watched(browser, press.url, has_policy=False) as watch:
        yield watch


def test_the_corpus_is_large_and_each_of_it_is_another() -> None:
    assert len({one.text.replace(str(one.number), "") for one in CORPUS}) >= 400


def test_nearly_all_of_it_would_be_seen_if_it_were_let_through(bare: Watched) -> None:
    markup = [one for one in CORPUS if not one.is_words]
    assert bare.visit("/news/text-0") == []
    seen = bare.look_through([untamed()[one.number] for one in markup])
    missed = [one.text for one, faults in zip(markup, seen, strict=True) if not faults]
    assert len(markup) - len(missed) >= 300, missed
    tamed = bare.look_through([*rendered()])
    assert [faults for faults in tamed if faults] == []


def test_nothing_runs_in_a_text(watch: Watched) -> None:
    for number, batch in enumerate(BATCHES):
        assert watch.visit(f"/news/text-{number}") == []
        marks = [f"mark {one.number}" for one in batch for _before_and_after in range(2)]
        assert watch.page.evaluate(MARKS) == marks


@pytest.mark.parametrize("order", [1, -1], ids=["forwards", "backwards"])
def test_nothing_runs_when_all_of_it_stands_in_one_text(
    bare: Watched, press: Served, order: int
) -> None:
    parts = "\n\n".join(one.text for one in CORPUS).split("\n\n")
    slug = f"whole-{order + 1}"
    with press.app.app_context():
        publish(slug, body="\n\n".join(parts[::order]))
    assert bare.visit(f"/news/{slug}") == []


def test_in_no_other_field_of_an_article_is_it_more_than_words(bare: Watched) -> None:
    assert bare.visit(f"/news/fields-{HARMLESS}") == []
    bones = bare.page.evaluate(BONES)
    for number, text in enumerate(FIELDS):
        assert bare.visit(f"/news/fields-{number}") == []
        assert bare.page.evaluate(BONES) == bones, text
        assert bare.page.evaluate(SAID) == [text.replace("\0", "")] * 4


PLANTS = {
    "a script": ("<script>ran(1)</script>", ("<script>", "payload 1 ran")),
    "a handler": ("<p onmouseover=ran(2)>x</p>", ("onmouseover", "payload 2 ran")),
    "a failing picture": ("<img src=data:x onerror=ran(3)>", ("onerror", "payload 3 ran")),
    "a link": ('<a href="javascript:ran(4)">x</a>', ('"javascript:ran(4)"', "payload 4 ran")),
    "a picture from elsewhere": ("<img src=//evil.example/5.png alt=''>", ("evil.example/5.png",)),
    "a style from elsewhere": ("<link rel=stylesheet href=//evil.example/6.css>", ("<link>",)),
    "a style": ('<p style="position:fixed">x</p>', ('style="position:fixed"',)),
    "a form": ("<form action=//evil.example><button>x</button></form>", ("<form>", "<button>")),
    "a frame": ("<iframe src=/reached-by-a-payload/9></iframe>", ("<iframe>",)),
    "a drawing": (
        "<svg><a href=javascript:ran(10)><text>x</text></a></svg>", ("<svg>", "<text>"),
    ),
    "a button": ("<button formaction=/reached-by-a-payload/12>x</button>", ('formaction="/reac',)),
}  # fmt: skip


def test_one_that_is_let_through_is_caught(watch: Watched, press: Served) -> None:
    has_policy = not any("payload" in fault for fault in _faults_of(watch, press, "a script"))
    whole = " | ".join(_faults_of(watch, press, *PLANTS))
    for name, (_plant, signs) in PLANTS.items():
        for sign in signs:
            # With the policy it is stopped and told of; without it, it runs.
            assert sign in whole or (has_policy and sign.endswith(" ran")), (name, sign, whole)
    assert not has_policy or whole.count("the policy had to stop") >= 5
    assert _faults_of(
        watch, press, '<meta http-equiv=refresh content="0;url=/reached-by-a-payload">'
    )


def _faults_of(watch: Watched, press: Served, *plants: str) -> list[str]:
    """The faults of an article in which these stand, let through."""
    html = "".join(f"<p>Before.</p>{PLANTS[p][0] if p in PLANTS else p}" for p in plants)
    with press.app.app_context(), unit_of_work() as session:
        article = session.scalars(select(Article).where(Article.slug == "piece-1")).one()
        article.body_html = html
    return list(watch.visit("/news/piece-1"))


def test_a_hole_in_the_cleaning_is_caught(
    bare: Watched, press: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not only what we plant by hand: the renderer itself, with one thing too many let through."""
    holes = {
        "scripts": {"tags": body.TAGS | {"script"}, "clean_content_tags": {"style"}},
        "handlers": {"attributes": {**body.ATTRIBUTES, "*": {"onmouseover", "onerror"}}},
        "addresses": {"attribute_filter": None, "url_schemes": {"http", "https", "javascript"}},
        "frames": {"tags": body.TAGS | {"iframe"}, "attributes": {"iframe": {"src", "srcdoc"}}},
    }
    usual = {
        "tags": body.TAGS, "attributes": body.ATTRIBUTES, "attribute_filter": body._keep,
        "url_schemes": {"http", "https", "mailto"}, "link_rel": None,
    }  # fmt: skip
    bare.visit("/news/piece-3")
    for hole, wider in holes.items():
        cleaner = nh3.Cleaner(**{**usual, **wider})
        seen = bare.look_through([cleaner.clean(html) for html in untamed()])
        assert any(seen), hole
    cleaner = nh3.Cleaner(**usual)
    seen = bare.look_through([cleaner.clean(html) for html in untamed()])
    assert not any(seen)  # the cleaning holds alone, too, if the renderer should err


def test_a_broken_bone_is_seen(bare: Watched, press: Served) -> None:
    bare.visit(f"/news/fields-{HARMLESS}")
    bones = bare.page.evaluate(BONES)
    bare.page.evaluate("() => document.querySelector('h1').setAttribute('title', 'x')")
    assert bare.page.evaluate(BONES) != bones
