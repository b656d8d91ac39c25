"""/staff/prompts/why: why a reader would see this prompt and not another. Stores nothing."""

from flask import render_template, request
from wtforms import SelectChoice

from portal import clock
from portal.accounts.access import requires
from portal.campaign import bar
from portal.errors import Missing, Refused
from portal.extensions import db
from portal.prompts import desk, keeping, rules
from portal.staff.blueprint import blueprint
from portal.staff.prompts import on_article
from portal.staff.prompts.replaying import ReplayForm, steps
from portal.web.display import newsroom_zone
from portal.web.routes import private


@blueprint.get("/prompts/why")
@private
@requires("editor", "staff")
def replay() -> str | tuple[str, int]:
    """Decide as the portal would for a reader like that, by the same rules, and say why."""
    session, zone = db.session(), newsroom_zone()
    local = clock.now().astimezone(zone)
    usual = {"on": local.date(), "at": local.time(), "mark": 0}
    is_asked = "on" in request.args
    form = ReplayForm(request.args if is_asked else None, **usual)
    articles = on_article.offered(session)
    form.article.choices = [SelectChoice(*one) for one in articles]
    result = None
    if is_asked and form.validate():
        try:
            result = _decided(form)
        except Missing:
            form.show(Refused("There is no such article.", field="article"))
        except Refused as refusal:
            form.show(refusal)
    page = render_template(
        "staff/prompts/replay.html", form=form, result=result, has_articles=bool(articles)
    )
    return (page, 422) if is_asked and form.errors else page


def _decided(form: ReplayForm) -> dict[str, object]:
    session = db.session()
    now = form.moment(newsroom_zone())
    board = keeping.board(session)
    read = on_article.read(session, form.article.data or "")
    form.article.data = read.piece.slug
    page, reader = read.page(), form.reader(now)
    values = desk.values(bar.of_this_request())
    decision = rules.decide(board, reader, page, now, values)
    is_silent = board.is_paused or rules.is_quiet(board, page.section, page.tags)
    is_member = reader.member_until is not None and reader.member_until > now
    return {
        "decision": decision,
        "steps": steps(board, decision),
        "has_default": decision.reason == "nothing" and not is_silent and not is_member,
        "is_member": is_member,
        "asked_on": reader.asked_on,
        "section": read.piece.section.name,
        "tags": [tag.name for tag in read.piece.tags],
    }
