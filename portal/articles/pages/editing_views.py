"""/staff/pages: what each of the newsroom's own pages says, and writing it anew."""

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import requires
from portal.accounts.identity import current_account
from portal.articles import body, frame
from portal.articles.blueprint import blueprint
from portal.articles.pages import saving, shelf
from portal.articles.pages.forms import PageForm
from portal.extensions import db, end_read, unit_of_work
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
def edit_page(slug: str) -> Response | tuple[str, int]:
    """Write one; a second editor's save is refused, and both texts stay at hand."""
    shown = shelf.find(db.session(), slug, _newsroom_name())
    end_read()
    if request.method == "GET":
        kept = {"title": shown.title, "markdown": shown.markdown, "began_from": shown.version}
        return _written(shown, PageForm(None, **kept)), 200
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
        return _written(shown, form, is_overtaken=True), 409
    flash("The page is saved, and readers see it.")
    return redirect(url_for("articles.edit_page", slug=slug), 303)


def _written(
    shown: shelf.Page, form: PageForm, preview: str = "", *, is_overtaken: bool = False
) -> str:
    return render_template(
        "articles/pages/edit.html",
        page=shown,
        form=form,
        preview=body.rooted(preview, request.script_root),
        is_overtaken=is_overtaken,
    )


def _newsroom_name() -> str:
    frames: frame.Frames = current_app.extensions["frames"]
    return frames.of_this_request().newsroom.name
