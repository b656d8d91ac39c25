"""/staff/pages/…/revisions: what stood on a page, who saved it, and going back to it."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import requires
from portal.accounts.identity import current_account
from portal.articles import body
from portal.articles.blueprint import blueprint
from portal.articles.pages import history, saving
from portal.articles.pages.public_views import ANY_PAGE
from portal.extensions import db, end_read, unit_of_work
from portal.web.forms import PressForm
from portal.web.routes import private

PAGE = f"/staff/pages/<any({ANY_PAGE}):slug>/revisions"
REVISION = f"{PAGE}/<int(max=2147483647):number>"


@blueprint.get(PAGE)
@private
@requires("editor")
def page_revisions(slug: str) -> str:
    """Every text that was saved, the newest first."""
    return render_template(
        "articles/pages/revisions.html",
        slug=slug,
        revisions=history.revisions(db.session(), slug),
    )


@blueprint.get(REVISION)
@private
@requires("editor")
def page_revision(slug: str, number: int) -> str:
    """One of them: what differs from the one before, the whole of it, the way back."""
    session = db.session()
    shown = history.revision(session, slug, number)
    before = history.revision(session, slug, number - 1) if number > 1 else None
    rendered = body.render(shown.markdown).html
    return render_template(
        "articles/pages/revision.html",
        slug=slug,
        shown=shown,
        before=before,
        is_newest=number == history.newest(session, slug),
        changes=history.compare(before, shown) if before else None,
        body=body.rooted(rendered, request.script_root),
        form=PressForm(),
    )


@blueprint.post(f"{REVISION}/restore")
@private
@requires("editor")
def restore_page(slug: str, number: int) -> Response:
    """The text of back then stands on the page again, as its newest revision."""
    account = current_account()
    kept = history.revision(db.session(), slug, number)
    end_read()
    with unit_of_work() as unit:
        saving.save(
            unit, slug, title=kept.title, markdown=kept.markdown, began_from=None,
            by=account.id if account else None, now=clock.now(), restored_from=number,
        )  # fmt: skip
    flash(_("The text of revision %(number)s stands on the page again.", number=number))
    return redirect(url_for("articles.edit_page", slug=slug), 303)
