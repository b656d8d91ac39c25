"""The pages that a newsroom owes its readers, as readers see them."""

from flask import current_app, render_template, request

from portal.articles import frame
from portal.articles.addresses import absolute
from portal.articles.blueprint import PAGE_TOPICS, blueprint
from portal.articles.body import rooted
from portal.articles.pages import shelf
from portal.articles.pages.owed import Owed
from portal.extensions import db
from portal.web.routes import public

ANY_PAGE = ",".join(f'"{slug}"' for slug in Owed)


@blueprint.get(f"/<any({ANY_PAGE}):slug>")
@public(topics=PAGE_TOPICS)
def page(slug: str) -> str:
    """One of them, whole."""
    frames: frame.Frames = current_app.extensions["frames"]
    shown = shelf.find(db.session(), slug, frames.of_this_request().newsroom.name)
    return render_template(
        "articles/pages/page.html",
        page=shown,
        body=rooted(shown.body, request.script_root),
        canonical=absolute(request.script_root + request.path),
    )
