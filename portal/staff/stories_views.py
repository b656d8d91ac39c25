"""/staff/stories: which story brought how many members; tallies only, of no reader."""

from datetime import date

from flask import Response, render_template, request

from portal.accounts.access import requires
from portal.extensions import db
from portal.staff import stories
from portal.staff.blueprint import blueprint
from portal.support.brought import SOURCES
from portal.web.routes import private

SHOWN = 200  # the file holds all


@blueprint.get("/stories")
@private
@requires("editor", "staff")
def stories_page() -> str:
    """What articles (or prompts, wordings, campaigns) brought in a span of days."""
    source, first, last = _asked()
    found = stories.told(db.session(), source, first, last)
    return render_template(
        "staff/stories.html",
        stories=found[:SHOWN],
        has_more=len(found) > SHOWN,
        source=source,
        first=first,
        last=last,
    )


@blueprint.get("/stories.csv")
@private
@requires("editor", "staff")
def stories_file() -> Response:
    """The same as a file."""
    source, first, last = _asked()
    text = stories.as_csv(stories.told(db.session(), source, first, last))
    answer = Response(text, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="brought-by-{source}.csv"'
    return answer


def _asked() -> tuple[str, date | None, date | None]:
    source = request.args.get("by", "")
    known = source if source in SOURCES else "article"
    return known, _day("first"), _day("last")


def _day(name: str) -> date | None:
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day <= date(2999, 1, 1) else None
