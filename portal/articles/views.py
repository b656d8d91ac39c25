"""The pages readers come for: front page, sections, authors, articles."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from flask import get_template_attribute, redirect, render_template, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from portal.articles import library, machine_views, rules
from portal.articles.addresses import absolute
from portal.articles.beside import beside
from portal.articles.blueprint import PAGE_TOPICS, blueprint
from portal.articles.body import rooted
from portal.articles.editing import every_view, old_addresses, tagging
from portal.articles.metadata import news_article, person, share_picture_url
from portal.articles.pages import editing_views, history_views, public_views
from portal.articles.pictures import desk_views, share_view, sharing
from portal.articles.pieces import Author, Listing, Piece, Section, Tag, by_day
from portal.articles.read_also import slugs_in, with_blocks
from portal.articles.searching import search_view
from portal.errors import Missing
from portal.extensions import db
from portal.web import display
from portal.web.routes import public

FRONT_LENGTH = 24
# Below an article the feed goes on with fewer at first: who reads on asks for more.
BELOW_LENGTH = 10
LATEST_LENGTH = 6

# What the factory registers, and what hangs on it.
__all__ = [
    "blueprint",
    "desk_views",
    "editing_views",
    "every_view",
    "history_views",
    "machine_views",
    "public_views",
    "search_view",
    "share_view",
]


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
    """A section's news, newest first; at the top the newest article that has a picture."""
    shown, listing = library.section(db.session(), slug, before := _before())
    top, rest = rules.lead_first(listing.pieces) if before is None else (None, listing.pieces)
    return _listed(
        "section", shown, Listing(rest, listing.next),
        current_section=slug, lead=top,
        authors=list(dict.fromkeys(piece.author for piece in listing.pieces)),
        picture_url=absolute(sharing.section_address(shown)), picture_says=shown.name,
    )  # fmt: skip


@blueprint.get("/authors/<slug>")
@public(topics=PAGE_TOPICS, query=("before",))
def author(slug: str) -> str:
    """Who an author is and what they wrote, newest first."""
    shown, listing = library.author(db.session(), slug, _before())
    written_for = list(dict.fromkeys(piece.section for piece in listing.pieces))
    return _listed(
        "author", shown, listing, written_for=written_for, metadata=partial(person, shown)
    )


@blueprint.get("/tags/<slug>")
@public(topics=PAGE_TOPICS, query=("before",))
def tag(slug: str) -> str | Response:
    """What was written about a subject, newest first; an older address leads to the present one."""
    try:
        shown, listing = library.tag(db.session(), slug, _before())
    except Missing:
        if present := tagging.leads_to(db.session(), slug):
            return redirect(url_for("articles.tag", slug=present), 301)
        raise
    return _listed("tag", shown, listing)


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
    around = beside(session, piece, slugs_in(piece.body))
    listing = library.feed(session, limit=BELOW_LENGTH)
    seen = {other.id for other in (piece, *around.related, *around.by_author)}
    below = [other for other in listing.pieces if other.id not in seen]
    return render_template(
        "articles/article.html",
        piece=piece,
        body=_readable(piece.body, around.linked),
        related=around.related,
        by_author=around.by_author,
        current_section=piece.section.slug,
        days=by_day(below, display.newsroom_zone()),
        more_url=_more_url("articles.feed", listing),
        canonical=absolute(piece.url),
        picture_url=share_picture_url(piece),
        share_by_mail=_letter(piece),
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


def _listed(kind: str, shown: Section | Author | Tag, listing: Listing, **more: Any) -> str:
    """The page of a section, an author or a tag with its part of the feed."""
    before = _before()
    here = url_for(f"articles.{kind}", slug=shown.slug, before=str(before) if before else None)
    return render_template(
        f"articles/{kind}.html",
        **{kind: shown},
        is_earlier=before is not None,
        days=by_day(listing.pieces, display.newsroom_zone()),
        more_url=_more_url(f"articles.{kind}", listing, slug=shown.slug),
        canonical=absolute(here),
        **more,
    )


def _readable(body: str, linked: Mapping[str, Piece]) -> str:
    """The text with its own addresses as they are here, and other articles as blocks."""
    block = get_template_attribute("macros/article.html", "read_also")
    return with_blocks(rooted(body, request.script_root), linked, block)


def _letter(piece: Piece) -> str:
    """An address that begins a letter with the headline and the link (RFC 6068)."""
    text = f"{piece.headline}\r\n\r\n{absolute(piece.url)}\r\n"
    return f"mailto:?subject={quote(piece.headline, safe='')}&body={quote(text, safe='')}"


def _before() -> rules.Cursor | None:
    text = request.args.get("before")
    return rules.Cursor.from_text(text) if text else None


def _more_url(endpoint: str, listing: Listing, **values: Any) -> str | None:
    if listing.next is None:
        return None
    return url_for(endpoint, before=str(listing.next), **values)
