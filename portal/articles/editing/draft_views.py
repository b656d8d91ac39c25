"""Showing a text that is not published to somebody without an account: a signed link that ends."""

from datetime import UTC, datetime

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import requires
from portal.accounts.identity import current_account
from portal.articles.addresses import absolute
from portal.articles.blueprint import blueprint
from portal.articles.editing import previewing, reading
from portal.audit import log
from portal.errors import Missing
from portal.extensions import db, unit_of_work
from portal.web.routes import everyone, private


@blueprint.post("/staff/articles/<int(max=2147483647):article_id>/link")
@private
@requires("editor")
def share_draft(article_id: int) -> str:
    """A link to the newest text, whatever that is when it is opened; noted in the audit log."""
    account, now = current_account(), clock.now()
    days = request.form.get("days", "")
    lasts = next((n for n in previewing.LINK_LASTS_DAYS if str(n) == days), 7)
    article = reading.on_desk(db.session(), article_id)
    token, ends_at = previewing.link_token(article_id, now, lasts)
    with unit_of_work() as unit:
        log.record(
            unit, account.id if account else None, action="article.shared",
            subject=f"article:{article_id}", after={"ends_at": ends_at.isoformat()},
        )  # fmt: skip
    link = absolute(url_for("articles.draft", token=token))
    return render_template(
        "articles/editing/link.html", article=article, link=link, ends_at=ends_at
    )


@blueprint.get("/drafts/<token>")
@private
@everyone
def draft(token: str) -> Response:
    """The newest text of the article the link is for, until the link ends."""
    now = clock.now()
    try:
        article_id, ends_at = previewing.article_behind(token, now)
        article = reading.on_desk(db.session(), article_id)
    except Missing:
        return make_response(render_template("articles/editing/ended.html"), 410)
    page = render_template(
        "articles/editing/draft.html",
        piece=previewing.shown(db.session(), article.latest.fields, now),
        ends_at=datetime.fromtimestamp(ends_at, UTC),
    )
    response = make_response(page)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
