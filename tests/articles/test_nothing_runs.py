"""No text of anybody makes a page of ours act: a corpus of hostile ones, in a real browser.

Texts are opened with the page's policy and without it: the first shows that nothing is left to
stop, the second that our cleaning, not the policy, keeps payloads from running.
"""

from collections.abc import Iterator

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from playwright.sync_api import Browser

from portal.articles.body import render
from portal.articles.models import Article
from portal.extensions import unit_of_work
from tests.articles.conftest import Served, browser_type_launch_args, served
from tests.articles.hostile import BATCHES, FIELDS, HARMLESS, print_everything
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


@pytest.fixture(scope="module")
def press(served: Served) -> Served:
    """The newspaper with all of the corpus in print."""
    with served.app.app_context():
        print_everything(served.app.extensions["settings"].instance / "media")
    return served


@pytest.fixture(params=["with its policy", "without a policy"])
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
    untamed = MarkdownIt("commonmark", {"html": True}).enable("table").use(footnote_plugin)
    untamed.validateLink = lambda url: True  # type: ignore[method-assign]
    markup = [one for one in CORPUS if not one.is_words]
    assert bare.visit("/news/text-0") == []
    seen = bare.look_through([untamed.render(one.text) for one in markup])
    missed = [one.text for one, faults in zip(markup, seen, strict=True) if not faults]
    assert len(markup) - len(missed) >= 300, missed
    tamed = bare.look_through([render(one.text).html for one in CORPUS])
    assert [faults for faults in tamed if faults] == []


def test_nothing_runs_in_a_text(watch: Watched) -> None:
    for number, batch in enumerate(BATCHES):
        assert watch.visit(f"/news/text-{number}") == []
        marks = [f"mark {one.number}" for one in batch for _before_and_after in range(2)]
        assert watch.page.evaluate(MARKS) == marks


def test_nothing_runs_when_all_of_it_stands_in_one_text(watch: Watched, press: Served) -> None:
    whole = "\n\n".join(one.text for one in CORPUS)
    for name, text in (("forwards", whole), ("backwards", "\n\n".join(whole.split("\n\n")[::-1]))):
        slug = f"{name}-{watch.page.evaluate('Date.now()')}"
        with press.app.app_context():
            publish(slug, body=text)
        assert watch.visit(f"/news/{slug}") == []


def test_in_no_other_field_of_an_article_is_it_more_than_words(bare: Watched) -> None:
    assert bare.visit(f"/news/fields-{HARMLESS}") == []
    bones = bare.page.evaluate(BONES)
    for number, text in enumerate(FIELDS):
        assert bare.visit(f"/news/fields-{number}") == []
        assert bare.page.evaluate(BONES) == bones, text
        assert bare.page.evaluate(SAID) == [text.replace("\0", "")] * 4


PLANTS = {
    "a script": "<script>ran(1)</script>",
    "a handler": "<p onmouseover=ran(2)>x</p>",
    "a picture that fails": "<img src=data:x onerror=ran(3)>",
    "a link to a script": '<a href="javascript:ran(4)">x</a>',
    "a picture from elsewhere": "<img src=//evil.example/5.png alt=''>",
    "a style from elsewhere": "<link rel=stylesheet href=//evil.example/6.css>",
    "a style": '<p style="position:fixed">x</p>',
    "a form": "<form action=//evil.example><button>x</button></form>",
    "a frame": "<iframe src=/reached-by-a-payload/9></iframe>",
    "a drawing": "<svg><a href=javascript:ran(10)><text>x</text></a></svg>",
    "another page": '<meta http-equiv=refresh content="0;url=/reached-by-a-payload/11">',
}


@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS.keys())
def test_one_that_is_let_through_is_caught(watch: Watched, press: Served, plant: str) -> None:
    slug = f"plant-{watch.page.evaluate('Date.now()')}"
    with press.app.app_context():
        article_id = publish(slug)
        with unit_of_work() as session:
            session.get_one(Article, article_id).body_html = f"<p>Before.</p>{plant}"
    assert watch.visit(f"/news/{slug}") != []


def test_without_a_policy_a_payload_truly_runs(bare: Watched, press: Served) -> None:
    with press.app.app_context():
        article_id = publish("running")
        with unit_of_work() as session:
            html = "".join(PLANTS[name] for name in ("a script", "a handler", "a link to a script"))
            session.get_one(Article, article_id).body_html = html
    faults = bare.visit("/news/running")
    assert {f"payload {number} ran" for number in (1, 2, 4)} <= set(faults)


def test_a_broken_bone_is_seen(bare: Watched, press: Served) -> None:
    bare.visit(f"/news/fields-{HARMLESS}")
    bones = bare.page.evaluate(BONES)
    bare.page.evaluate("() => document.querySelector('h1').setAttribute('title', 'x')")
    assert bare.page.evaluate(BONES) != bones
