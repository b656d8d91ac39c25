"""Addresses that a newsroom's pages had in another system: they lead to the pages of today.

/the-wall/ (Ghost), /2024/03/01/the-wall.html (Jekyll), /posts/the-wall/ (Hugo), /tag/council/ and
/rss/ are links that readers, search engines and feed readers keep. Only an address that nothing
here answers is asked for, and only its last part is looked at.
"""

import re

from flask import redirect, request, url_for
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from portal.articles.blueprint import blueprint
from portal.articles.editing import old_addresses
from portal.articles.editing.slugs import MAX_TYPED, is_slug
from portal.articles.models import Article, Author, Section, State, Tag
from portal.extensions import db
from portal.web.responses import error_page

FEEDS = {"/rss", "/feed", "/atom.xml", "/rss.xml", "/index.xml", "/feed.atom", "/feed/feed.xml"}
LISTS: dict[str, tuple[str, type[Tag] | type[Author] | type[Section]]] = {
    "tag": ("articles.tag", Tag), "tags": ("articles.tag", Tag),
    "author": ("articles.author", Author), "category": ("articles.section", Section),
    "categories": ("articles.section", Section),
}  # fmt: skip
ENDING = re.compile(r"(?:/amp|/index)?(?:\.html?|\.php)?/?\Z")
# Deeper ones are no newsroom's.
MOST_PARTS = 6


@blueprint.app_errorhandler(NotFound)
def lead_on(_error: NotFound) -> Response:
    """To where that page is now, for good; else the page that says there is nothing."""
    if request.endpoint is None and request.method in ("GET", "HEAD"):
        try:
            address = _today(db.session(), request.path)
        except SQLAlchemyError:  # the page of an error must stand without the database, too
            db.session.rollback()
            address = None
        if address is not None:
            return redirect(address, 301)
    return error_page(404)


def _today(session: Session, path: str) -> str | None:
    """At most three queries, and none unless the address could be an article's."""
    path = ENDING.sub("", path)
    if path in FEEDS:
        return url_for("articles.atom")
    parts = path.lstrip("/").split("/")
    slug = parts[-1]
    if len(parts) > MOST_PARTS or len(slug) > MAX_TYPED or not is_slug(slug):
        return None
    if len(parts) == 2 and parts[0] in LISTS:
        endpoint, kind = LISTS[parts[0]]
        is_there = session.scalar(select(kind.id).where(kind.slug == slug)) is not None
        return url_for(endpoint, slug=slug) if is_there else None
    if parts[0] in ("news", "staff", "finance", "account", "static", "media"):
        return None
    is_there = session.scalar(
        select(Article.id).where(Article.slug == slug, Article.state == State.PUBLISHED)
    )
    present = slug if is_there is not None else old_addresses.leads_to(session, slug)
    return url_for("articles.article", slug=present) if present else None
