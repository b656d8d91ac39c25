"""What machines ask for: the full-text feed, the sitemap, robots.txt, and picture files."""

import re

from flask import Response, current_app, render_template, send_from_directory

from portal.articles import library
from portal.articles.addresses import absolute, base_url
from portal.articles.blueprint import LIST_TOPICS, blueprint
from portal.articles.body import MEDIA_NAME, rooted
from portal.articles.sitemap import read as read_sitemap
from portal.errors import Missing
from portal.extensions import db
from portal.web.routes import immutable, public

YEAR_SECONDS = 31_536_000
# Characters that no XML document may hold, also escaped (XML 1.0, 2.2); pasted texts bring them.
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@blueprint.get("/feed.xml")
@public(topics=LIST_TOPICS, shared_seconds=60)
def atom() -> Response:
    """The newest pieces with their whole text, as Atom (RFC 4287)."""
    pieces = library.texts(db.session())
    page = render_template(
        "articles/feed.xml",
        pieces=pieces,
        updated_at=max((p.updated_at or p.published_at for p in pieces), default=None),
        absolute=absolute,
        body=lambda piece: rooted(piece.body, base_url()),
    )
    return Response(NO_XML.sub("", page), content_type="application/atom+xml; charset=utf-8")


@blueprint.get("/sitemap.xml")
@public(topics=LIST_TOPICS, shared_seconds=60)
def sitemap() -> Response:
    """Every public page of the newsroom (https://www.sitemaps.org/protocol.html)."""
    page = render_template(
        "articles/sitemap.xml", places=read_sitemap(db.session()), absolute=absolute
    )
    return Response(page, content_type="application/xml; charset=utf-8")


@blueprint.get("/robots.txt")
@public(topics=LIST_TOPICS, shared_seconds=60)
def robots() -> Response:
    """Read everything that is public; leave accounts and desks alone (RFC 9309)."""
    page = render_template("articles/robots.txt", absolute=absolute)
    return Response(page, content_type="text/plain; charset=utf-8")


@blueprint.get("/media/<name>")
@immutable
def media(name: str) -> Response:
    """One file of a picture, for good: another picture has another name. Raises: Missing."""
    folder = current_app.extensions["settings"].instance / "media"
    if not MEDIA_NAME.fullmatch(name) or not (folder / name).is_file():
        raise Missing
    response = send_from_directory(folder, name, mimetype="image/webp", max_age=YEAR_SECONDS)
    response.cache_control.immutable = True
    return response
