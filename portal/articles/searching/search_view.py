"""The page where readers look for what was published."""

import unicodedata

from flask import render_template, request, url_for

from portal.articles import library
from portal.articles.addresses import absolute
from portal.articles.blueprint import PAGE_TOPICS, blueprint
from portal.articles.searching.finding import Cursor, Finds, find
from portal.articles.searching.showing import show
from portal.articles.searching.words import sought
from portal.extensions import db
from portal.web.routes import public

LONGEST_SEARCH = 200
SUGGESTED = 6


# Public, though anyone may type anything: it is one page for everyone and touches no session, two
# readers of one link cost one search, and the kept pages are bounded in number, bytes and life.
@blueprint.get("/search")
@public(topics=PAGE_TOPICS, query=("q", "before"))
def search() -> str:
    """What was found, a way to search, and the latest when there is nothing to show."""
    typed = _typed()
    words = sought(typed)
    before = request.args.get("before")
    finds = Finds([], None)
    if words:
        finds = find(db.session(), words, Cursor.from_text(before) if before else None)
    latest = [] if finds.found else library.feed(db.session(), limit=SUGGESTED).pieces
    return render_template(
        "articles/searching/search.html",
        typed=typed,
        longest=LONGEST_SEARCH,
        is_too_short=bool(typed) and not words,
        is_earlier=before is not None,
        found=[show(one, words) for one in finds.found],
        latest=latest,
        more_url=finds.next and url_for("articles.search", q=typed, before=str(finds.next)),
        canonical=absolute(url_for("articles.search")),
    )


def _typed() -> str:
    """What the reader typed, on one line, cut, without what no page can hold."""
    typed = request.args.get("q", "")[:LONGEST_SEARCH]
    return "".join(c for c in typed if c.isspace() or unicodedata.category(c)[0] != "C").strip()
