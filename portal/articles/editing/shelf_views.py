"""/staff/articles/sections, /authors: what articles stand under."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.access import requires, when_signed_out
from portal.accounts.identity import current_account
from portal.articles.blueprint import blueprint
from portal.articles.editing import shelves
from portal.articles.editing.at_hand import newest_pictures, picture_of
from portal.articles.editing.shelf_forms import AuthorForm, SectionForm
from portal.articles.editing.signed_out import typed_is_kept
from portal.articles.models import Author, Section
from portal.errors import Missing, Refused
from portal.extensions import csrf, db, unit_of_work
from portal.web.routes import private

Answer = Response | tuple[str, int]


@blueprint.route("/staff/articles/sections", methods=["GET", "POST"])
@private
@requires("editor")
def shelf_sections() -> Answer:
    """The sections in their order: adding, renaming, moving, removing an empty one."""
    form = SectionForm()
    if request.method == "GET":
        return _sections(SectionForm(None)), 200
    try:
        if not form.validate():
            return _sections(form), 422
        with unit_of_work() as unit:
            if number := _pressed("change"):
                row = shelves.held(unit, Section, number)
                shelves.change(unit, row, _me(), name=form.name.data, position=form.position.data)
            elif number := _pressed("remove"):
                shelves.remove(unit, shelves.held(unit, Section, number), _me())
            else:
                new = Section(name=form.name.data, position=form.position.data)
                shelves.add(unit, new, _me())
    except Refused as refusal:
        form.show(refusal)
        return _sections(form), 422
    flash(_("Saved. The masthead shows it."))
    return redirect(url_for("articles.shelf_sections"), 303)


@blueprint.get("/staff/articles/authors")
@private
@requires("editor")
def shelf_authors() -> str:
    """Who writes."""
    return render_template("articles/editing/authors.html", authors=shelves.authors(db.session()))


@blueprint.route("/staff/articles/authors/new", methods=["GET", "POST"])
@private
@requires("editor")
@when_signed_out(typed_is_kept)
def new_author() -> Answer:
    """Somebody else writes."""
    return _author(None)


@blueprint.route("/staff/articles/authors/<int(max=2147483647):author_id>", methods=["GET", "POST"])
@private
@requires("editor")
@when_signed_out(typed_is_kept)
def edit_author(author_id: int) -> Answer:
    """Name, role, bio and portrait, as they stand beside what they wrote."""
    row = db.session.get(Author, author_id)
    if row is None:
        raise Missing
    return _author(row)


for view in (new_author, edit_author):
    csrf.exempt(view)  # the form checks it itself, and so can keep what was typed


def _author(row: Author | None) -> Answer:
    form = AuthorForm(None, obj=row, picture_id=row.portrait_id if row else None)
    if request.method == "GET":
        return _author_page(form, row), 200
    form = AuthorForm()
    columns = {
        "name": form.name.data, "role": form.role.data or "", "bio": form.bio.data or "",
        "portrait_id": form.picture_id.data, "portrait_alt": form.portrait_alt.data or "",
    }  # fmt: skip
    try:
        if not form.validate():
            return _author_page(form, row), 422
        with unit_of_work() as unit:
            if picture_of(unit, form.picture_id.data) is None:
                columns["portrait_id"] = None
            held = shelves.held(unit, Author, row.id) if row else Author(**columns)
            if row is None:
                shelves.add(unit, held, _me())
            elif _pressed("remove"):
                shelves.remove(unit, held, _me())
            else:
                shelves.change(unit, held, _me(), **columns)
            author_id = held.id
    except Refused as refusal:
        form.show(refusal)
        return _author_page(form, row), 422
    if _pressed("remove"):
        flash(_("The author is removed."))
        return redirect(url_for("articles.shelf_authors"), 303)
    flash(_("Saved."))
    return redirect(url_for("articles.edit_author", author_id=author_id), 303)


def _author_page(form: AuthorForm, row: Author | None) -> str:
    session = db.session()
    return render_template(
        "articles/editing/author.html",
        form=form,
        author=row,
        picture=picture_of(session, form.picture_id.data),
        pictures=newest_pictures(session),
    )


def _sections(form: SectionForm) -> str:
    return render_template(
        "articles/editing/sections.html",
        form=form,
        sections=shelves.sections(db.session()),
        pressed=_pressed("change") or _pressed("remove"),
    )


def _pressed(button: str) -> int:
    """The id that the pressed button names, 0 if it was another button."""
    text = request.form.get(button, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _me() -> int | None:
    account = current_account()
    return account.id if account else None
