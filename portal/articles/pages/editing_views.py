"""/staff/pages: what each of the newsroom's own pages says, and writing it anew."""

from dataclasses import replace

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import requires, when_signed_out
from portal.accounts.identity import current_account
from portal.articles import body, frame
from portal.articles.blueprint import blueprint
from portal.articles.editing.signed_out import MOST_BYTES, typed_is_kept
from portal.articles.pages import history, saving, shelf
from portal.articles.pages.forms import PageForm
from portal.extensions import csrf, db, end_read, unit_of_work
from portal.web.routes import private


@blueprint.get("/staff/pages")
@private
@requires("editor")
def owed_pages() -> str:
    """Every page: its name, whether somebody wrote it, and when."""
    return render_template(
        "articles/pages/list.html", pages=shelf.every(db.session(), _newsroom_name())
    )


@blueprint.route("/staff/pages/<slug>", methods=["GET", "POST"])
@private
@requires("editor")
@when_signed_out(typed_is_kept)
def edit_page(slug: str) -> Response | tuple[str, int]:
    """Write one; a second editor's save is refused, and both texts stay at hand."""
    shown = shelf.find(db.session(), slug, _newsroom_name())
    end_read()
    if request.method == "GET":
        kept = {"title": shown.title, "markdown": shown.markdown, "began_from": shown.version}
        return _written(shown, PageForm(None, **kept)), 200
    request.max_form_memory_size = MOST_BYTES
    form = PageForm()
    if not form.validate():
        return _written(shown, form), 422
    if "preview" in request.form:
        return _written(shown, form, preview=body.render(form.markdown.data).html), 200
    account = current_account()
    try:
        with unit_of_work() as unit:
            saving.save(
                unit,
                slug,
                title=form.title.data,
                markdown=form.markdown.data,
                began_from=form.began_from.data,
                by=account.id if account else None,
                now=clock.now(),
            )
    except saving.Overtaken:
        shown = shelf.find(db.session(), slug, _newsroom_name())
        form.begin_from(shown.version)
        mine = replace(shown, title=form.title.data, markdown=form.markdown.data)
        return _written(shown, form, mine=mine), 409
    flash("The page is saved, and readers see it.")
    return redirect(url_for("articles.edit_page", slug=slug), 303)


csrf.exempt(edit_page)  # the form checks it itself, and so can keep what was typed


def _written(
    shown: shelf.Page, form: PageForm, preview: str = "", *, mine: shelf.Page | None = None
) -> str:
    return render_template(
        "articles/pages/edit.html",
        page=shown,
        form=form,
        preview=body.rooted(preview, request.script_root),
        is_overtaken=mine is not None,
        changes=history.compare(shown, mine) if mine else [],
    )


def _newsroom_name() -> str:
    frames: frame.Frames = current_app.extensions["frames"]
    return frames.of_this_request().newsroom.name
