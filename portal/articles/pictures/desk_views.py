"""/staff/pictures: taking pictures in, saying what they show, finding them, removing them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import requires
from portal.accounts.identity import current_account
from portal.articles.blueprint import blueprint
from portal.articles.pictures import listing, store
from portal.articles.pictures.forms import UploadForm, WordsForm
from portal.articles.pictures.intake import MOST_BYTES
from portal.errors import Refused
from portal.extensions import csrf, db, end_read, unit_of_work
from portal.web.forms import PressForm
from portal.web.routes import private

MOST_FILES = 20
MOST_BYTES_AT_ONCE = 100 * 1024 * 1024  # of one request; everywhere else 2 MB are the limit
MOST_ID = 2_147_483_647
Answer = Response | tuple[str | Response, int]


@dataclass(frozen=True)
class Turned:
    """A file that was not taken, by its own name, and why."""

    name: str
    why: str


@blueprint.get("/staff/pictures")
@private
@requires("editor")
def pictures() -> str:
    """The newest pictures, or those with some words; and the form to take in more."""
    return _list(UploadForm(None))


@blueprint.post("/staff/pictures")
@private
@requires("editor")
def upload_pictures() -> Answer:
    """Take in what was sent: each file on its own, so that one bad one keeps no good one out."""
    request.max_content_length = MOST_BYTES_AT_ONCE
    try:
        form = UploadForm()
        sent = [file for file in request.files.getlist("picture") if file.filename]
    except RequestEntityTooLarge:
        return _too_much()
    try:
        return _uploaded(form, sent)
    finally:
        for file in sent:
            file.close()


csrf.exempt(upload_pictures)  # the form checks it itself, once it may read so much


@blueprint.route(f"/staff/pictures/<int(max={MOST_ID}):picture_id>", methods=["GET", "POST"])
@private
@requires("editor")
def picture(picture_id: int) -> Answer:
    """One picture: its words, its line for a text, where it is used."""
    if request.method == "GET":
        return _page(picture_id)
    form = WordsForm()
    if not form.validate():
        return _page(picture_id, form)
    with unit_of_work() as unit:
        words = {"alt": form.alt.data or "", "credit": form.credit.data or ""}
        store.describe(unit, picture_id, **words, by=_me())
    flash(_("Saved."))
    return redirect(url_for("articles.picture", picture_id=picture_id), 303)


@blueprint.post(f"/staff/pictures/<int(max={MOST_ID}):picture_id>/remove")
@private
@requires("editor")
def remove_picture(picture_id: int) -> Answer:
    """Row and files of a picture that nothing shows are gone."""
    me = _me()
    try:
        with unit_of_work() as unit:
            names = store.remove(unit, picture_id, me)
    except Refused as refusal:
        return _page(picture_id, refusal=refusal)
    store.delete_files(_media(), names)
    flash(_("The picture is removed."))
    return redirect(url_for("articles.pictures"), 303)


def _uploaded(form: UploadForm, sent: list[FileStorage]) -> Answer:
    kept: list[listing.Shown] = []
    turned: list[Turned] = []
    if form.validate() and not 0 < len(sent) <= MOST_FILES:
        form.show(Refused(_("Choose one to %(most)s files.", most=MOST_FILES), field="picture"))
    if form.errors:
        return _answer(form, kept, turned)
    end_read()
    for found in _taken_in(sent, form):
        if isinstance(found, Turned):
            turned.append(found)
        else:
            kept.append(found)
    return _answer(form, kept, turned)


def _page(
    picture_id: int, form: WordsForm | None = None, refusal: Refused | None = None
) -> tuple[str, int]:
    shown, used = listing.one(db.session(), picture_id)
    form = form or WordsForm(None, alt=shown.alt, credit=shown.credit)
    if refusal is not None:
        form.show(refusal)
    page = render_template(
        "articles/pictures/one.html", form=form, shown=shown, used=used, press=PressForm()
    )
    return page, 422 if form.errors else 200


def _taken_in(sent: list[FileStorage], form: UploadForm) -> Iterator[listing.Shown | Turned]:
    for file in sent:
        name = Path((file.filename or "").replace("\\", "/")).name[:80]
        try:
            taken = store.receive(file.stream.read(MOST_BYTES + 1), _media())
        except Refused as refusal:
            yield Turned(name, refusal.message)
            continue
        with unit_of_work() as unit:
            row, _is_new = store.keep(
                unit, taken, now=clock.now(), by=_me(),
                alt=form.alt.data or "", credit=form.credit.data or "",
            )  # fmt: skip
            shown = listing.of(row)
        # Somebody may have removed the same picture at this very moment, with its files.
        store.write_files(taken, _media())
        yield shown


def _answer(form: UploadForm, kept: list[listing.Shown], turned: list[Turned]) -> Answer:
    """On to what was taken in; where something was not, the page again, which says why.

    A script is told of each file how it went.
    """
    if request.accept_mimetypes.best == "application/json":
        said = [f"{one.name}: {one.why}" for one in turned]
        said += [str(words) for errors in form.errors.values() for words in errors]
        found = [_described(shown) for shown in kept]
        return jsonify(pictures=found, errors=said), 200
    if turned or form.errors:
        return _list(form, kept, turned), 422
    if len(kept) == 1:
        flash(_("The picture is taken in."))
        return redirect(url_for("articles.picture", picture_id=kept[0].id), 303)
    flash(ngettext("%(num)d picture is taken in.", "%(num)d pictures are taken in.", len(kept)))
    return redirect(url_for("articles.pictures"), 303)


def _described(shown: listing.Shown) -> dict[str, object]:
    return {
        "id": shown.id, "small": shown.picture.small, "alt": shown.alt, "credit": shown.credit,
        "markdown": shown.markdown,
        "url": url_for("articles.picture", picture_id=shown.id),
    }  # fmt: skip


def _too_much() -> Answer:
    words = _(
        "These files are more than %(most)s MB together. Nothing was taken in; send fewer at once.",
        most=MOST_BYTES_AT_ONCE >> 20,
    )
    if request.accept_mimetypes.best == "application/json":
        return jsonify(pictures=[], errors=[words]), 413
    form = UploadForm(None)
    form.picture.errors = [words]
    return _list(form), 413


def _list(
    form: UploadForm, kept: list[listing.Shown] | None = None, turned: list[Turned] | None = None
) -> str:
    words = request.args.get("q", "").replace("\0", "").strip()[: listing.LONGEST_SEARCH]
    before = request.args.get("before", "")
    place = int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None
    found = listing.newest(db.session(), words, place)
    return render_template(
        "articles/pictures/list.html",
        form=form,
        kept=kept or [],
        turned=turned or [],
        found=found,
        words=words,
        is_later_page=place is not None,
        most_files=MOST_FILES,
        most_megabytes=MOST_BYTES >> 20,
    )


def _media() -> Path:
    media: Path = current_app.extensions["settings"].instance / "media"
    return media


def _me() -> int | None:
    account = current_account()
    return account.id if account else None
