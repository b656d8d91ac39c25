"""/staff/prompts/<slug>: writing a prompt. Two editors never overwrite each other."""

from dataclasses import replace
from datetime import UTC

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import requires, when_signed_out
from portal.accounts.identity import current_account
from portal.articles.editing.signed_out import typed_is_kept
from portal.audit import log
from portal.errors import Refused
from portal.extensions import csrf, db, unit_of_work
from portal.prompts import checking, experiment, keeping
from portal.prompts.prompt import Prompt
from portal.prompts.wording import PLACEHOLDERS
from portal.staff.blueprint import blueprint
from portal.staff.prompts import history, newspaper, typed
from portal.staff.prompts.forms import PromptForm, WordingForm
from portal.web.display import newsroom_zone
from portal.web.routes import private

# Faults of these may not even be kept as a draft.
HARD = ("slug", "ends_at", "variants")


@blueprint.route("/prompts/new", methods=["GET", "POST"])
@private
@requires("editor")
@when_signed_out(typed_is_kept)
def new_prompt() -> Response | tuple[str, int]:
    """Write another one."""
    if request.method == "GET":
        return _written(None, PromptForm(None, is_live=False), typed.wordings_of(None)), 200
    return _save(None, None)


@blueprint.route("/prompts/<slug>", methods=["GET", "POST"])
@private
@requires("editor")
@when_signed_out(typed_is_kept)
def edit_prompt(slug: str) -> Response | tuple[str, int]:
    """Write one anew; what another editor saved meanwhile is shown, and nothing typed is lost."""
    prompt, version = keeping.find(db.session(), slug)
    if request.method == "GET":
        values = typed.values_of(db.session(), prompt, newsroom_zone())
        form = PromptForm(None, **values, began_from=version)
        return _written(prompt, form, typed.wordings_of(prompt)), 200
    return _save(prompt, version)


for view in (new_prompt, edit_prompt):
    csrf.exempt(view)  # the form checks it itself, and so can keep what was typed


def _save(stored: Prompt | None, version: int | None) -> Response | tuple[str, int]:
    session = db.session()
    form = PromptForm().offer(newspaper.sections(session), request.form.get("cadences", "")[:40])
    wordings = _typed_wordings()
    are_fine = [wording.validate() for wording in wordings if not wording.is_empty]
    if not form.validate() or not all(are_fine):
        return _written(stored, form, wordings), 422
    try:
        slug = stored.slug if stored else None
        prompt = typed.prompt_of(session, form, wordings, newsroom_zone(), slug)
    except Refused as refusal:
        form.show(refusal)
        return _written(stored, form, wordings), 422
    faults = checking.faults(prompt)
    if any(prompt.is_live or name in HARD for name, _ in faults):
        _show(faults, form, wordings)
        return _written(stored, form, wordings), 422
    began_from = form.began_from.data if stored else None
    try:
        _keep(prompt, began_from)
    except (keeping.Changed, IntegrityError):
        if stored is None:
            form.show(Refused("There is a prompt of that short name already.", field="slug"))
            return _written(None, form, wordings), 422
        theirs, version = keeping.find(db.session(), prompt.slug)
        form.begin_from(version)
        return _written(
            theirs, form, wordings, mine=replace(prompt, measured_from=theirs.measured_from)
        ), 409
    if faults:
        flash(f"Saved, and not shown yet. Before it can be: {faults[0][1]}")
    else:
        flash("Saved, and shown from now on." if prompt.is_live else "Saved, and not shown.")
    return redirect(url_for("staff.edit_prompt", slug=prompt.slug), 303)


def _keep(prompt: Prompt, began_from: int | None) -> None:
    """Write the prompt and what changed of it into the audit log. Raises: Changed."""
    account, now = current_account(), clock.now()
    with unit_of_work() as unit:
        before = keeping.find(unit, prompt.slug)[0] if began_from is not None else None
        day = experiment.measured_from(before, prompt, now.astimezone(UTC).date())
        prompt = replace(prompt, measured_from=day)
        old, new = history.differences(before, prompt)
        if before is not None and not old and not new:
            return
        keeping.keep(unit, prompt, began_from, now)
        log.record(
            unit,
            account.id if account else None,
            action="prompt.changed" if before else "prompt.made",
            subject=history.subject_of(prompt.slug),
            before=old,
            after=new,
        )


def _typed_wordings() -> list[WordingForm]:
    found = []
    for number in range(typed.MOST_WORDINGS):
        prefix = f"wording{number}-"
        if f"{prefix}heading" in request.form:
            found.append(WordingForm(prefix=prefix))
    return found


def _show(faults: list[tuple[str, str]], form: PromptForm, wordings: list[WordingForm]) -> None:
    """Put each fault beside what it is of."""
    written = [wording for wording in wordings if not wording.is_empty]
    beside = dict(zip([v.slug for v in typed.variants_of(wordings)], written, strict=True))
    for name, words in faults:
        if name in beside and name not in HARD:
            beside[name].show(Refused(words, field="heading"))
            form.show(Refused(f"Wording “{name}”: {words}"))
        else:
            form.show(Refused(words, field=name))


def _written(
    stored: Prompt | None,
    form: PromptForm,
    wordings: list[WordingForm],
    mine: Prompt | None = None,
) -> str:
    session = db.session()
    differing = history.changes(*history.differences(stored, mine)) if mine and stored else ()
    return render_template(
        "staff/prompts/edit.html",
        prompt=stored,
        form=form.offer(newspaper.sections(session), ",".join(stored.cadences) if stored else ""),
        wordings=wordings,
        placeholders=PLACEHOLDERS,
        differing=differing,
        is_overtaken=mine is not None,
        told=history.of(session, history.subject_of(stored.slug)) if stored else [],
    )
