"""Progress as a page, as data, as a live stream and in a frame on another site."""

from flask import Blueprint, Response, current_app, jsonify, render_template

from portal import clock
from portal.campaign import bar, proofs
from portal.campaign import progress as reading
from portal.extensions import db, end_read
from portal.web import routes

blueprint = Blueprint("campaign", __name__)

TOPICS = (*reading.TOPICS, "newsroom")


@blueprint.get("/campaigns/<slug>")
@routes.public(topics=(*TOPICS, proofs.TOPIC))
def method(slug: str) -> str:
    """How we count, in plain words, beside the number and its proof."""
    campaign, progress = reading.read(db.session(), slug, clock.now())
    return render_template(
        "campaign/method.html",
        campaign=campaign,
        progress=bar.place(progress),
        proved=proofs.read(db.session()),
        size="full",
    )


@blueprint.get("/campaigns/<slug>/progress.json")
@routes.public(topics=reading.TOPICS, shared_seconds=2)
def progress_json(slug: str) -> Response:
    """The progress as data; other sites may read it."""
    _, progress = reading.read(db.session(), slug, clock.now())
    response = jsonify(bar.payload(progress))
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@blueprint.get("/campaigns/<slug>/live")
@routes.live
def live(slug: str) -> Response:
    """Server-sent events: `progress` now and at every change, a comment every 15 seconds."""
    first = bar.message(slug)
    end_read()
    stream = current_app.extensions["streams"].open(slug, first)
    return Response(
        stream,
        content_type="text/event-stream; charset=utf-8",
        headers={"X-Accel-Buffering": "no"},
        direct_passthrough=True,
    )


@blueprint.get("/embed/campaigns/<slug>")
@routes.public(topics=TOPICS)
def embed(slug: str) -> str:
    """The bar alone, for a frame on another site."""
    _, progress = reading.read(db.session(), slug, clock.now())
    return render_template("campaign/embed.html", progress=bar.place(progress), size="embed")


embed.may_be_framed_by = "*"  # type: ignore[attr-defined]
