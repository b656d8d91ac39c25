"""What machines ask for: the full-text feed, the sitemaps, robots.txt, and picture files."""

import re
from collections.abc import Iterable
from pathlib import Path

from flask import Response, current_app, render_template, request, send_from_directory
from markupsafe import escape

from portal import clock
from portal.articles import library, sitemap
from portal.articles.addresses import absolute, base_url
from portal.articles.blueprint import LIST_TOPICS, blueprint
from portal.articles.body import MEDIA_NAME, rooted
from portal.articles.metadata import LANGUAGE
from portal.articles.pieces import FullPiece, file_name
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
        body=_whole,
        language=LANGUAGE,
    )
    return Response(NO_XML.sub("", page), content_type="application/atom+xml; charset=utf-8")


@blueprint.get("/sitemap.xml", endpoint="sitemap")
@public(topics=LIST_TOPICS, shared_seconds=60)
def every_place() -> Response:
    """Every public page of the newsroom, or the list of the files that name them.

    https://www.sitemaps.org/protocol.html
    """
    session = db.session()
    if many := sitemap.chunks(session):
        return _xml("articles/sitemap_index.xml", chunks=many)
    return _places([*sitemap.pages(session), *sitemap.articles(session)])


@blueprint.get("/sitemap-<int(max=9999):chunk>.xml")
@public(topics=LIST_TOPICS, shared_seconds=60)
def sitemap_chunk(chunk: int) -> Response:
    """One file of a sitemap of many: 0 without the articles, the others with 50,000 of them.

    Raises: Missing.
    """
    session = db.session()
    if chunk > sitemap.chunks(session):
        raise Missing
    return _places(sitemap.articles(session, chunk) if chunk else sitemap.pages(session))


@blueprint.get("/news-sitemap.xml")
@public(topics=LIST_TOPICS, shared_seconds=60)
def news_sitemap() -> Response:
    """What was published in the last two days, with its headline."""
    found = sitemap.news(db.session(), clock.now())
    return _xml("articles/news_sitemap.xml", pieces=found, language=LANGUAGE)


@blueprint.get("/robots.txt")
@public(topics=LIST_TOPICS, shared_seconds=60)
def robots() -> Response:
    """Read everything that is public; leave accounts and desks alone (RFC 9309)."""
    page = render_template("articles/robots.txt", absolute=absolute)
    return Response(page, content_type="text/plain; charset=utf-8")


def _whole(piece: FullPiece) -> str:
    """The picture, the text and what was corrected, with complete addresses."""
    return render_template(
        "articles/_feed_text.html",
        piece=piece,
        body=rooted(piece.body, base_url()),
        picture_url=absolute(piece.picture.large) if piece.picture else None,
    )


def _places(places: Iterable[sitemap.Place]) -> Response:
    """A sitemap, put together by hand: a template takes seconds for 50,000 addresses."""
    base = base_url().replace("&", "&amp;")
    root = request.script_root
    lines = [
        f"<url><loc>{base}{escape(place.url.removeprefix(root))}</loc>"
        + (f"<lastmod>{at.isoformat()}</lastmod>" if (at := place.changed_at) else "")
        + "</url>"
        for place in places
    ]
    head = '<?xml version="1.0" encoding="utf-8"?>\n'
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    page = "\n".join([f'{head}<urlset xmlns="{space}">', *lines, "</urlset>"])
    return Response(page, content_type="application/xml; charset=utf-8")


def _xml(template: str, **values: object) -> Response:
    page = render_template(template, absolute=absolute, **values)
    return Response(NO_XML.sub("", page), content_type="application/xml; charset=utf-8")


@blueprint.get("/media/<name>")
@immutable
def media(name: str) -> Response:
    """One file of a picture, for good: another picture has another name. Raises: Missing."""
    folder = current_app.extensions["settings"].instance / "media"
    match = MEDIA_NAME.fullmatch(name)
    if match is None:
        raise Missing
    if not (folder / name).is_file():
        name = _nearly(folder, name[:16], int(match[1]), int(match[2]))
    response = send_from_directory(folder, name, mimetype="image/webp", max_age=YEAR_SECONDS)
    response.cache_control.immutable = True
    return response


def _nearly(folder: Path, key: str, width: int, height: int) -> str:
    """The file of that width that is one pixel lower or higher. Raises: Missing.

    A text that names a middle file lets the lower ones be reckoned from it, rounded twice.
    """
    for other in (height - 1, height + 1):
        name = file_name(key, width, other)
        if (folder / name).is_file():
            return name
    raise Missing
