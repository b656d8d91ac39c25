"""/staff/articles/…/revisions: who did what to a text and when, what differs, and going back."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import requires
from portal.accounts.identity import current_account
from portal.articles.blueprint import blueprint
from portal.articles.editing import comparing, previewing, reading, saving, tagging
from portal.articles.editing.acts import Terms
from portal.articles.editing.models import Act
from portal.errors import Missing
from portal.extensions import db, unit_of_work
from portal.web.forms import PressForm
from portal.web.routes import private

ARTICLE = "/staff/articles/<int(max=2147483647):article_id>"
REVISION = f"{ARTICLE}/revisions/<int(max=2147483647):number>"


@blueprint.get(f"{ARTICLE}/revisions")
@private
@requires("editor")
def revisions(article_id: int) -> str:
    """Every revision, the newest first, and two of them to compare."""
    session = db.session()
    article = reading.on_desk(session, article_id)
    return render_template(
        "articles/editing/revisions.html",
        article=article,
        revisions=reading.revisions(session, article_id) or [article.latest],
    )


@blueprint.get(f"{ARTICLE}/revisions/compare")
@private
@requires("editor")
def compare_revisions(article_id: int) -> Response:
    """The page of the later of two revisions, compared with the earlier one."""
    chosen = sorted(_number(request.args.get(name)) for name in ("old", "new"))
    return redirect(
        url_for("articles.revision", article_id=article_id, number=chosen[1], old=chosen[0])
    )


@blueprint.get(REVISION)
@private
@requires("editor")
def revision(article_id: int, number: int) -> str:
    """One revision: what differs from the one before (or from `old`), its text, the way back."""
    session = db.session()
    article = reading.on_desk(session, article_id)
    shown = reading.revision(session, article_id, number)
    old = _number(request.args.get("old")) if "old" in request.args else number - 1
    before = reading.revision(session, article_id, old) if 0 < old != number else None
    return render_template(
        "articles/editing/revision.html",
        article=article,
        shown=shown,
        before=before,
        changes=comparing.compare(session, before.fields, shown.fields) if before else None,
        piece=previewing.shown(session, shown.fields, shown.at),
        form=PressForm(),
    )


@blueprint.post(f"{REVISION}/restore")
@private
@requires("editor")
def restore_revision(article_id: int, number: int) -> Response:
    """The text of back then is the newest again; what readers see stays until it is updated."""
    account = current_account()
    fields = reading.revision(db.session(), article_id, number).fields
    fields = replace(fields, tags=tagging.names_now(db.session(), fields.tags))
    with unit_of_work() as unit:
        saving.save(
            unit, article_id, None, fields, by=account.id if account else None,
            act=Act.RESTORED, now=clock.now(), terms=Terms(note=str(number)),
        )  # fmt: skip
    flash(_("The text of revision %(number)s is the newest again.", number=number))
    return redirect(url_for("articles.edit_article", article_id=article_id), 303)


def _number(text: str | None) -> int:
    if not text or not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Missing("There is no such revision.")
    return int(text)
