"""Asking to be reminded in another month instead of paying now, and stopping that again."""

from flask import current_app, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import throttle
from portal.config import Settings
from portal.errors import Refused
from portal.extensions import csrf, db, end_read, unit_of_work
from portal.prompts import desk, memory, reminding, tallies
from portal.prompts.blueprint import blueprint
from portal.prompts.forms import ReminderForm
from portal.web.display import newsroom_zone
from portal.web.forms import PressForm
from portal.web.routes import everyone, private


@blueprint.get("/prompts/remind")
@private
@everyone
def remind() -> str:
    """The form; the next month is chosen."""
    form = _form()
    form.month.data = form.months[0].isoformat()
    form.prompt.data = request.args.get("prompt", "")
    form.variant.data = request.args.get("variant", "")
    return render_template("prompts/remind.html", form=form)


@blueprint.post("/prompts/remind")
@private
@everyone
def ask_to_be_reminded() -> Response | tuple[str, int]:
    """Write the reminder down and say so; the same for every address."""
    form = _form()
    try:
        if not form.validate():
            return render_template("prompts/remind.html", form=form), 422
        if form.homepage.data:
            raise Refused(
                "Something filled in a field that people cannot see, so this was not sent on."
                " Please try again; if it happens once more, switch off what fills in forms."
            )
        throttle.count("mail", form.email.data or "")
        with unit_of_work() as session:
            asked = reminding.ask(session, form.email.data or "", form.chosen_month(), _secret())
    except Refused as refusal:
        form.show(refusal)
        return render_template("prompts/remind.html", form=form), 422
    act = memory.Act(form.prompt.data or "", form.variant.data or "", "reminded", is_first=False)
    tallies.of_app().add(act, desk.of_app().board(), clock.now())
    token = reminding.token_of(asked, _secret())
    return redirect(url_for("prompts.reminder", token=token), 303)


@blueprint.get("/prompts/reminders/<token>")
@private
@everyone
def reminder(token: str) -> str:
    """What was asked for, and the button that stops it. The mail leads here, too.

    Who only asked is not told whether the owner of the address has stopped reminders.
    """
    asked = reminding.read_token(token, _secret())
    is_stopped = "stopped" in request.args
    if asked.is_mailed and not is_stopped:
        is_stopped = reminding.is_stopped(db.session(), asked)
        end_read()
    return render_template(
        "prompts/reminder.html",
        form=PressForm(),
        token=token,
        month=asked.month,
        is_mailed=asked.is_mailed,
        is_stopped=is_stopped,
        is_ahead=asked.month > clock.now().astimezone(newsroom_zone()).date(),
    )


@blueprint.post("/prompts/reminders/<token>")
@private
@everyone
def stop_reminder(token: str) -> Response:
    """Stop it. A mailbox's own button posts here, too, and has no session: the token is enough."""
    asked = reminding.read_token(token, _secret())
    is_one_click = asked.is_mailed and request.form.get("List-Unsubscribe") == "One-Click"
    if not is_one_click and not PressForm().validate():
        raise CSRFError
    with unit_of_work() as session:
        reminding.stop(session, asked)
    return redirect(url_for("prompts.reminder", token=token, stopped="yes"), 303)


csrf.exempt(stop_reminder)


def _form() -> ReminderForm:
    today = clock.now().astimezone(newsroom_zone()).date()
    return ReminderForm(reminding.months_offered(today))


def _secret() -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.secret_key
