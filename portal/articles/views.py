"""The pages readers come for: front page, sections, authors, articles."""

from functools import partial
from typing import Any

from flask import redirect, render_template, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from portal.articles import library, machine_views, rules
from portal.articles.addresses import absolute
from portal.articles.blueprint import PAGE_TOPICS, blueprint
from portal.articles.body import rooted
from portal.articles.editing import every_view, old_addresses
from portal.articles.metadata import news_article
from portal.articles.pages import editing_views, public_views
from portal.articles.pieces import Listing, by_day
from portal.articles.related import related
from portal.errors import Missing
from portal.extensions import db
from portal.web import display
from portal.web.routes import public

FRONT_LENGTH = 24
# Below an article the feed goes on with fewer at first: who reads on asks for more.
BELOW_LENGTH = 10
LATEST_LENGTH = 6

# What the factory registers, and what hangs on it.
__all__ = ["blueprint", "editing_views", "every_view", "machine_views", "public_views"]


@blueprint.get("/")
@public(topics=PAGE_TOPICS, query=("before",))
def feed() -> str:
    """The front page; with `before`, the part of the news feed that follows that place."""
    before = _before()
    if before is not None:
        return _earlier(library.feed(db.session(), before), before)
    listing = library.feed(db.session(), limit=FRONT_LENGTH)
    front = rules.arrange(listing.pieces)
    return render_template(
        "articles/front.html",
        front=front,
        days=by_day(front.rest, display.newsroom_zone()),
        more_url=_more_url("articles.feed", listing),
        canonical=absolute(url_for("articles.feed")),
    )


@blueprint.get("/sections/<slug>")
@public(topics=PAGE_TOPICS, query=("before",))
def section(slug: str) -> str:
    """A section's news, newest first."""
    shown, listing = library.section(db.session(), slug, before := _before())
    return render_template(
        "articles/section.html",
        section=shown,
        current_section=slug,
        is_earlier=before is not None,
        days=by_day(listing.pieces, display.newsroom_zone()),
        more_url=_more_url("articles.section", listing, slug=slug),
        canonical=absolute(shown.url),
    )


@blueprint.get("/authors/<slug>")
@public(topics=PAGE_TOPICS, query=("before",))
def author(slug: str) -> str:
    """Who an author is and what they wrote, newest first."""
    shown, listing = library.author(db.session(), slug, before := _before())
    return render_template(
        "articles/author.html",
        author=shown,
        is_earlier=before is not None,
        days=by_day(listing.pieces, display.newsroom_zone()),
        more_url=_more_url("articles.author", listing, slug=slug),
        canonical=absolute(shown.url),
    )


@blueprint.get("/news/<slug>")
@public(topics=PAGE_TOPICS)
def article(slug: str) -> str | Response:
    """The whole article, for everyone; what is related to it; and the news feed goes on."""
    session = db.session()
    try:
        piece = library.article(session, slug)
    except Missing:
        if present := old_addresses.leads_to(session, slug):
            return redirect(url_for("articles.article", slug=present), 301)
        raise
    beside = related(session, piece.id, piece.section_id)
    listing = library.feed(session, limit=BELOW_LENGTH)
    seen = {piece.id, *(other.id for other in beside)}
    below = [other for other in listing.pieces if other.id not in seen]
    return render_template(
        "articles/article.html",
        piece=piece,
        body=rooted(piece.body, request.script_root),
        related=beside,
        current_section=piece.section.slug,
        days=by_day(below, display.newsroom_zone()),
        more_url=_more_url("articles.feed", listing),
        canonical=absolute(piece.url),
        picture_url=absolute(piece.picture.large) if piece.picture else None,
        metadata=partial(news_article, piece),
    )


def latest() -> str:
    """The newest headlines, for error pages; nothing when the database is away."""
    try:
        listing = library.feed(db.session(), limit=LATEST_LENGTH)
    except SQLAlchemyError:
        db.session.rollback()
        return ""
    return render_template("articles/_latest.html", pieces=listing.pieces)


def _earlier(listing: Listing, before: rules.Cursor) -> str:
    return render_template(
        "articles/earlier.html",
        days=by_day(listing.pieces, display.newsroom_zone()),
        more_url=_more_url("articles.feed", listing),
        canonical=absolute(url_for("articles.feed", before=str(before))),
    )


def _before() -> rules.Cursor | None:
    text = request.args.get("before")
    return rules.Cursor.from_text(text) if text else None


def _more_url(endpoint: str, listing: Listing, **values: Any) -> str | None:
    if listing.next is None:
        return None
    return url_for(endpoint, before=str(listing.next), **values)
