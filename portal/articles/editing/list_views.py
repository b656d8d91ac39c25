"""/staff/articles: every article, the one worked on last on top."""

from typing import Any

from flask import render_template, request, url_for

from portal.accounts.access import requires
from portal.articles.blueprint import blueprint
from portal.articles.editing import listing, reading
from portal.articles.rules import Cursor
from portal.extensions import db
from portal.web.routes import private


@blueprint.get("/staff/articles")
@private
@requires("editor")
def desk() -> str:
    """The articles of a state, or that have these words, fifty on a page."""
    state = request.args.get("state", "")
    state = state if state in listing.STATES else ""
    words = request.args.get("q", "").replace("\0", "").strip()[: listing.LONGEST_SEARCH]
    after = request.args.get("after")
    found = listing.articles(db.session(), state, words, Cursor.from_text(after) if after else None)
    asked: dict[str, Any] = {"state": state or None, "q": words or None}
    return render_template(
        "articles/editing/list.html",
        found=found,
        states=listing.STATES,
        state=state,
        words=words,
        is_later_page=bool(after),
        newest_url=url_for("articles.desk", **asked),
        next_url=url_for("articles.desk", **asked, after=str(found.next)) if found.next else None,
        can_write=reading.choices(db.session()).are_there,
    )
