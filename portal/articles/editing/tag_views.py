"""/staff/articles/tags: the tags, and one tag's name, its joining with another, its end."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.accounts.access import requires
from portal.accounts.identity import current_account
from portal.articles.blueprint import blueprint
from portal.articles.editing import shelves, tag_shelf
from portal.articles.editing.shelf_forms import NameForm, TogetherForm
from portal.articles.models import Tag
from portal.errors import Refused
from portal.extensions import db, unit_of_work
from portal.web.forms import Form, PressForm
from portal.web.routes import private


@blueprint.get("/staff/articles/tags")
@private
@requires("editor")
def shelf_tags() -> str:
    """The tags, most used first."""
    return render_template("articles/editing/tags.html", tags=shelves.tags(db.session()))


@blueprint.route("/staff/articles/tags/<int(max=2147483647):tag_id>", methods=["GET", "POST"])
@private
@requires("editor")
def edit_tag(tag_id: int) -> Response | tuple[str, int]:
    """Another name, putting it together with another tag, or taking it off every article."""
    if request.method == "GET":
        return _page(tag_id), 200
    form = _form()
    try:
        if not form.validate():
            return _page(tag_id, form), 422
        with unit_of_work() as unit:
            said = _do(unit, shelves.held(unit, Tag, tag_id), form)
    except Refused as refusal:
        form.show(refusal)
        return _page(tag_id, form), 422
    flash(said)
    return redirect(url_for("articles.shelf_tags"), 303)


def _form() -> Form:
    """That of the pressed button."""
    kinds: dict[str, type[Form]] = {"together": TogetherForm, "remove": PressForm}
    return kinds.get(request.form.get("do", ""), NameForm)()


def _do(unit: Session, tag: Tag, form: Form) -> str:
    account = current_account()
    by = account.id if account else None
    name = tag.name
    if isinstance(form, TogetherForm):
        into = tag_shelf.put_together(unit, tag, form.into.data or "", by)
        said: str = _("All about “%(name)s” is “%(into)s” now.", name=name, into=into.name)
    elif isinstance(form, NameForm):
        tag_shelf.rename(unit, tag, form.name.data or "", by)
        said = _("Saved.")
    else:
        tag_shelf.remove(unit, tag, by)
        said = _("“%(name)s” is removed.", name=name)
    return said


def _page(tag_id: int, refused: Form | None = None) -> str:
    session = db.session()
    tag = shelves.tag(session, tag_id)
    return render_template(
        "articles/editing/tag.html",
        tag=tag,
        others=[other.name for other in shelves.tags(session) if other.id != tag_id],
        form=refused,
        naming=refused if isinstance(refused, NameForm) else NameForm(None, name=tag.name),
        joining=refused if isinstance(refused, TogetherForm) else TogetherForm(None),
    )
