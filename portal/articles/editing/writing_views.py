"""/staff/articles/…: writing an article. One form holds all of it; what is done is the button's.

Whatever is refused, the page comes back with what was typed: wrong fields (422), a text that
somebody else kept meanwhile (409), a form that lay open too long, a sign-in that ended.
"""

from dataclasses import dataclass
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask import session as browser_session
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import requires, when_signed_out
from portal.accounts.identity import current_account
from portal.articles.blueprint import blueprint
from portal.articles.editing import comparing, previewing, reading, removing, saving
from portal.articles.editing.acts import Terms
from portal.articles.editing.at_hand import newest_pictures, picture_of
from portal.articles.editing.fields import Fields, changed, merged
from portal.articles.editing.forms import WritingForm, typed_as
from portal.articles.editing.models import Act
from portal.articles.editing.reading import Kept, OnDesk
from portal.articles.editing.signed_out import MOST_BYTES, typed_is_kept
from portal.errors import Missing, Refused
from portal.extensions import csrf, db, end_read, unit_of_work
from portal.web import display
from portal.web.forms import PressForm
from portal.web.routes import private

Answer = Response | tuple[str, int]

BUTTONS = {
    "save": Act.SAVED, "publish": Act.PUBLISHED, "update": Act.UPDATED,
    "unpublish": Act.UNPUBLISHED, "schedule": Act.SCHEDULED, "correct": Act.CORRECTED,
}  # fmt: skip
MOST_ID = 2_147_483_647
WROTE_UNDER = "wrote_under"  # of the browser's session: section and author of its last save


@dataclass(frozen=True)
class Conflict:
    """What somebody else kept meanwhile, and what saving mine now would change of it."""

    theirs: Kept
    changes: list[comparing.Change]
    taken_over: list[str]


@blueprint.route("/staff/articles/new", methods=["GET", "POST"])
@private
@requires("editor")
@when_signed_out(typed_is_kept)
def new_article() -> Answer:
    """Begin an article; it exists from its first save on."""
    return _at_the_desk(None)


@blueprint.route(f"/staff/articles/<int(max={MOST_ID}):article_id>", methods=["GET", "POST"])
@private
@requires("editor")
@when_signed_out(typed_is_kept)
def edit_article(article_id: int) -> Answer:
    """Write on, and do what the pressed button says."""
    return _at_the_desk(article_id)


for view in (new_article, edit_article):
    csrf.exempt(view)  # the form checks it itself, and so can keep what was typed


@blueprint.post("/staff/articles/preview")
@private
@requires("editor")
def preview_article() -> str:
    """What is typed as it would look, without the page around it."""
    form = _form()
    form.validate()
    return render_template("articles/editing/_shown.html", piece=_shown(form))


@blueprint.post(f"/staff/articles/<int(max={MOST_ID}):article_id>/remove")
@private
@requires("editor")
def remove_article(article_id: int) -> Response:
    """A draft that no reader ever saw is gone, with its revisions."""
    with unit_of_work() as unit:
        removing.remove(unit, article_id, _me())
    flash(_("The draft is removed."))
    return redirect(url_for("articles.desk"), 303)


def _at_the_desk(article_id: int | None) -> Answer:
    if request.method == "GET":
        kept = _kept(article_id)
        return _page(_form_of(kept), kept), 200
    form = _form()
    try:
        return _pressed(article_id, form)
    except Missing:
        gone = _("This draft was removed while you were writing. Saving makes a new one of yours.")
        form.show(Refused(gone))
        return _page(form, None), 409


def _pressed(article_id: int | None, form: WritingForm) -> Answer:
    kept = _kept(article_id)
    if not form.validate():
        return _page(form, kept), 422
    button = request.form.get("do", "save")
    if button == "preview":
        return _page(form, kept, shown=_shown(form)), 200
    try:
        act = BUTTONS.get(button, Act.SAVED)
        saved_id = _save(article_id, form, act)
    except saving.Overtaken:
        return _overtaken(article_id, form)
    except Refused as refusal:
        form.show(refusal)
        return _page(form, _kept(article_id)), 422
    return _saved(saved_id, act)


def _kept(article_id: int | None) -> OnDesk | None:
    return reading.on_desk(db.session(), article_id) if article_id is not None else None


def _save(article_id: int | None, form: WritingForm, act: Act) -> int:
    terms = Terms(
        note=form.note.data or "" if act is Act.CORRECTED else "",
        due_at=form.due(display.newsroom_zone()) if act is Act.SCHEDULED else None,
        tells=bool(form.tells.data) if act is not Act.CORRECTED else True,
    )
    fields, began_from, me = form.fields(), form.began_from.data, _me()
    end_read()
    with unit_of_work() as unit:
        return saving.save(
            unit, article_id, began_from, fields, by=me, act=act, now=clock.now(), terms=terms
        )


def _saved(article_id: int, act: Act) -> Response:
    """On to the page of what is saved; a script that saved on the way is told where it stands."""
    kept = reading.on_desk(db.session(), article_id)
    browser_session[WROTE_UNDER] = [kept.latest.fields.section_id, kept.latest.fields.author_id]
    url = url_for("articles.edit_article", article_id=article_id)
    if request.accept_mimetypes.best == "application/json":
        said = _("Saved at %(time)s.", time=display.clocktime(clock.now()))
        if kept.is_behind:
            said += " " + _("Readers see it once you update it.")
        return jsonify(version=kept.latest.number, url=url, said=said, slug=kept.latest.fields.slug)
    flash(_words(act, kept))
    return redirect(url, 303)


def _words(act: Act, kept: OnDesk) -> str:
    words: dict[Act, str] = {
        Act.SAVED: _("Saved."),
        Act.PUBLISHED: _("Published. Readers see it now."),
        Act.UPDATED: _("Updated. Readers see the new text now."),
        Act.CORRECTED: _("Corrected. The note stands below the text."),
        Act.UNPUBLISHED: _("It is a draft now, and readers do not see it."),
    }
    if kept.scheduled_at is not None:
        time = f"{display.day(kept.scheduled_at)}, {display.clocktime(kept.scheduled_at)}"
        words[Act.SCHEDULED] = _("Scheduled: it is published by itself on %(time)s.", time=time)
        words[Act.SAVED] = _("Saved. It is published by itself on %(time)s.", time=time)
    if kept.is_behind:
        words[Act.SAVED] = _("Saved. Readers see the text of before until you update it.")
    return words[act]


def _overtaken(article_id: int | None, form: WritingForm) -> Answer:
    """The page again, its form on top of what the other one kept; nothing typed is lost."""
    session = db.session()
    kept = reading.on_desk(session, article_id or 0)
    theirs, mine = kept.latest.fields, form.fields()
    base = _base(article_id or 0, form.began_from.data, theirs)
    both = merged(base, theirs, mine)
    conflict = Conflict(kept.latest, comparing.compare(session, theirs, both), changed(mine, both))
    again = WritingForm(
        None, **typed_as(both), began_from=kept.latest.number, note=form.note.data,
        tells=form.tells.data, due_on=form.due_on.data, due_at=form.due_at.data,
    ).offer(reading.choices(session))  # fmt: skip
    return _page(again, kept, conflict=conflict), 409


def _base(article_id: int, number: int | None, otherwise: Fields) -> Fields:
    try:
        return reading.revision(db.session(), article_id, number or 0).fields
    except Missing:
        return otherwise


def _page(form: WritingForm, kept: OnDesk | None, **more: Any) -> str:
    session = db.session()
    return render_template(
        "articles/editing/write.html",
        form=form,
        article=kept,
        press=PressForm(),
        zone=display.newsroom_zone().key,
        can_write=bool(form.section_id.choices and form.author_id.choices),
        picture=picture_of(session, form.picture_id.data),
        pictures=newest_pictures(session),
        link_days=previewing.LINK_LASTS_DAYS,
        preview=more.pop("shown", None) or _shown(form),
        is_asked=bool(request.form.get("do") == "preview"),
        **more,
    )


def _form() -> WritingForm:
    request.max_form_memory_size = MOST_BYTES
    return WritingForm().offer(reading.choices(db.session()))


def _form_of(kept: OnDesk | None) -> WritingForm:
    if kept is None:
        return _begun(reading.choices(db.session()))
    due = kept.scheduled_at.astimezone(display.newsroom_zone()) if kept.scheduled_at else None
    return WritingForm(
        None,
        **typed_as(kept.latest.fields),
        began_from=kept.latest.number,
        due_on=due.date() if due else None,
        due_at=due.time() if due else None,
    ).offer(reading.choices(db.session()))


def _begun(choices: reading.Choices) -> WritingForm:
    """An empty form: under what was written last in this browser, else under one's own name."""
    me = current_account()
    own = [one for one in choices.authors if me and one[1] == me.name]
    first = [next(iter(some), (None, ""))[0] for some in (choices.sections, own + choices.authors)]
    section_id, author_id = browser_session.get(WROTE_UNDER, first)
    return WritingForm(None, section_id=section_id, author_id=author_id).offer(choices)


def _shown(form: WritingForm) -> previewing.Shown:
    return previewing.shown(db.session(), form.fields(), clock.now())


def _me() -> int | None:
    account = current_account()
    return account.id if account else None
