"""/share/…: the picture that stands for a page where it is shared."""

import structlog
from flask import Response, current_app, redirect, url_for
from werkzeug.wrappers import Response as Answer

from portal.articles import library
from portal.articles.addresses import absolute
from portal.articles.blueprint import blueprint
from portal.articles.editing import old_addresses
from portal.articles.pictures import sharing
from portal.articles.pictures.lettering import Unsettable
from portal.articles.pictures.share_card import Card
from portal.errors import Missing
from portal.extensions import db, end_read
from portal.web.routes import immutable

log = structlog.get_logger(__name__)


@blueprint.get("/share/<slug>/<key>.png")
@immutable
def share_picture(slug: str, key: str) -> Answer:
    """The drawn headline of a published article; an older address leads to the present one.

    Where it cannot be drawn, its lead picture stands in. Raises: Missing.
    """
    try:
        piece = library.article(db.session(), slug)
    except Missing:
        if present := old_addresses.leads_to(db.session(), slug):
            return redirect(url_for("articles.share_picture", slug=present, key=key), 302)
        raise
    instead = piece.picture.large if piece.picture else None
    return _answer(sharing.card_of(piece), key, sharing.address(piece), instead)


@blueprint.get("/share/<key>.png")
@immutable
def share_picture_of_newsroom(key: str) -> Answer:
    """What the newsroom says of itself, for its front page and all that has no own picture."""
    return _answer(sharing.card_of_newsroom(), key, sharing.newsroom_address())


@blueprint.get("/share/sections/<slug>/<key>.png")
@immutable
def share_picture_of_section(slug: str, key: str) -> Answer:
    """The name of a section. Raises: Missing."""
    section = sharing.section(slug)
    return _answer(sharing.card_named(section.name), key, sharing.section_address(section))


@blueprint.app_template_global("newsroom_picture")
def newsroom_picture() -> str:
    """The complete address of the picture that stands for the newsroom."""
    return absolute(sharing.newsroom_address())


def _answer(card: Card, key: str, present: str, instead: str | None = None) -> Answer:
    """The card; on to its present address for an older key. Raises: Missing without `instead`."""
    end_read()
    if key != card.key:
        return redirect(present, 302)
    try:
        data = sharing.drawn(card, current_app.extensions["settings"].instance / "media")
    except Unsettable:
        pass  # a script that our type does not have
    except Exception as error:  # a picture less must not be an error page
        log.warning("share_picture_not_drawn", kind=type(error).__name__)
    else:
        return Response(data, mimetype="image/png")
    if instead is None:
        raise Missing
    return redirect(instead, 302)
