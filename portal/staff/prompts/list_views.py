"""/staff/prompts: every prompt in the order tried; the switch that pauses all; where never."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import requires
from portal.accounts.identity import current_account
from portal.audit import log
from portal.errors import Refused
from portal.extensions import db, unit_of_work
from portal.prompts import keeping
from portal.staff.blueprint import blueprint
from portal.staff.prompts import history, newspaper
from portal.staff.prompts.forms import AUDIENCES, PLACEMENTS, QuietForm
from portal.web.forms import PressForm
from portal.web.routes import private


@blueprint.get("/prompts")
@private
@requires("editor", "staff")
def prompts() -> str:
    """The prompts, and what holds for all of them."""
    return _listed(None)


@blueprint.post("/prompts/pause")
@private
@requires("editor", "staff")
def pause_prompts() -> Response:
    """All asks stop, or go on; every process knows within the watcher's delay."""
    account, is_paused = current_account(), request.form.get("paused") == "1"
    with unit_of_work() as unit:
        if keeping.pause(unit, clock.now(), is_paused=is_paused):
            log.record(
                unit,
                account.id if account else None,
                action="prompts.paused" if is_paused else "prompts.resumed",
                subject=history.ALL,
            )
    flash("Nobody is asked until you let it go on." if is_paused else "Prompts are shown again.")
    return redirect(url_for("staff.prompts"), 303)


@blueprint.post("/prompts/quiet")
@private
@requires("editor")
def quiet_places() -> Response | tuple[str, int]:
    """Sections and tags on whose pages nobody is asked, by the default ask neither."""
    form = _quiet_form(None)
    if not form.validate():
        return _listed(form), 422
    account = current_account()
    try:
        with unit_of_work() as unit:
            board = keeping.board(unit)
            sections = frozenset(form.sections.data)
            tags = newspaper.tag_slugs(unit, form.tags.data or "", field="tags")
            before = {"sections": sorted(board.quiet_sections), "tags": sorted(board.quiet_tags)}
            after = {"sections": sorted(sections), "tags": sorted(tags)}
            if before != after:
                keeping.set_house(
                    unit, clock.now(), is_paused=board.is_paused,
                    quiet_sections=sections, quiet_tags=tags,
                )  # fmt: skip
                log.record(
                    unit, account.id if account else None, action="prompts.quieted",
                    subject=history.ALL, before=before, after=after,
                )  # fmt: skip
    except Refused as refusal:
        form.show(refusal)
        return _listed(form), 422
    flash("Saved. Nobody is asked there.")
    return redirect(url_for("staff.prompts"), 303)


def _listed(quiet: QuietForm | None) -> str:
    session = db.session()
    board = keeping.board(session)
    typed = {
        "sections": sorted(board.quiet_sections),
        "tags": newspaper.tag_names(session, board.quiet_tags),
    }
    return render_template(
        "staff/prompts/list.html",
        board=board,
        now=clock.now(),
        placements=PLACEMENTS,
        audiences=AUDIENCES,
        press=PressForm(),
        quiet=quiet or _quiet_form(typed),
        told=history.of(session, history.ALL),
    )


def _quiet_form(typed: Mapping[str, object] | None) -> QuietForm:
    form = QuietForm() if typed is None else QuietForm(None, **typed)
    form.sections.choices = newspaper.sections(db.session())
    return form
