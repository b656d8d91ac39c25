"""/share/…: the picture that stands for an article where it is shared."""

import structlog
from flask import Response, current_app, redirect, url_for
from werkzeug.wrappers import Response as Answer

from portal.articles import library
from portal.articles.blueprint import blueprint
from portal.articles.editing import old_addresses
from portal.articles.pictures import sharing
from portal.articles.pictures.lettering import Unsettable
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
    card = sharing.card_of(piece)
    end_read()
    if key != card.key:
        return redirect(sharing.address(piece), 302)
    try:
        data = sharing.drawn(card, current_app.extensions["settings"].instance / "media")
    except Unsettable:
        pass  # a script that our type does not have
    except Exception as error:  # a picture less must not be an error page
        log.warning("share_picture_not_drawn", kind=type(error).__name__)
    else:
        return Response(data, mimetype="image/png")
    if piece.picture is None:
        raise Missing
    return redirect(piece.picture.large, 302)
