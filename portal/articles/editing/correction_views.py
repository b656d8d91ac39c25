"""/staff/articles/…/corrections: the notes below a text, their words, and taking one back."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.access import requires, when_signed_out
from portal.accounts.identity import current_account
from portal.articles.blueprint import blueprint
from portal.articles.editing import correcting, reading
from portal.articles.editing.forms import CorrectionForm
from portal.articles.editing.signed_out import typed_is_kept
from portal.errors import Refused
from portal.extensions import csrf, db, unit_of_work
from portal.web.routes import private


@blueprint.route(
    "/staff/articles/<int(max=2147483647):article_id>/corrections", methods=["GET", "POST"]
)
@private
@requires("editor")
@when_signed_out(typed_is_kept)
def corrections(article_id: int) -> Response | tuple[str, int]:
    """All of them as they stand below the text; changing one, and what was changed before."""
    form = CorrectionForm()
    if not form.is_submitted():
        return _page(article_id, CorrectionForm(None)), 200
    account = current_account()
    by = account.id if account else None
    try:
        if not form.validate():
            return _page(article_id, form), 422
        place, was = form.place.data, form.was.data or ""
        with unit_of_work() as unit:
            if form.take_back.data:
                correcting.take_back(unit, article_id, place, was, by=by)
            else:
                correcting.reword(unit, article_id, place, was, form.words.data or "", by=by)
    except Refused as refusal:
        form.show(refusal)
        return _page(article_id, form), 422
    flash(_("It is taken back.") if form.take_back.data else _("Saved. Readers see the new words."))
    return redirect(url_for("articles.corrections", article_id=article_id), 303)


csrf.exempt(corrections)  # the form checks it itself, and so can keep what was typed


def _page(article_id: int, form: CorrectionForm) -> str:
    session = db.session()
    return render_template(
        "articles/editing/corrections.html",
        article=reading.on_desk(session, article_id),
        traces=correcting.traces(session, article_id),
        form=form,
    )
