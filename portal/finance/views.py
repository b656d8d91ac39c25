"""The pages of finance: which months there are, a month's payments, and their file."""

from datetime import date, timedelta

from flask import Blueprint, Response, current_app, render_template

from portal import clock
from portal.accounts.access import requires
from portal.accounts.identity import current_account
from portal.audit import log
from portal.config import Settings
from portal.errors import Missing
from portal.extensions import db, end_read, unit_of_work
from portal.finance import month_csv, statement
from portal.finance.awaiting import awaiting
from portal.finance.months import Month, from_text, month_of
from portal.web.routes import private

# How many movements the page shows; the file has them all.
SHOWN = 200
# What is awaited for longer stands on the page of its month: looking behind every payment that
# ever was takes seconds.
AWAITED_FOR = timedelta(days=31)

blueprint = Blueprint("finance", __name__, url_prefix="/finance")


@blueprint.get("/")
@private
@requires("finance")
def payments() -> str:
    """The months that have movements, with their sums per currency."""
    settings, now = _settings(), clock.now()
    return render_template(
        "finance/payments.html",
        totals=statement.totals(db.session()),
        first_day=_first_day,
        this_month=month_of(now, settings.zone),
        awaiting=awaiting(db.session(), paid_from=now - AWAITED_FOR, paid_before=now),
        awaited_days=AWAITED_FOR.days,
        zone=settings.timezone,
    )


@blueprint.get("/<month>")
@private
@requires("finance")
def month(month: str) -> str:
    """One month's sums, and its last movements."""
    asked = _asked(month)
    settings = _settings()
    starts, ends = asked.bounds(settings.zone)
    totals = statement.totals(db.session(), asked)
    return render_template(
        "finance/month.html",
        month=asked,
        first_day=_first_day(asked),
        totals=totals,
        count=sum(total.count for total in totals),
        lines=statement.newest(db.session(), asked, SHOWN),
        awaiting=awaiting(db.session(), paid_from=starts, paid_before=ends),
        zone=settings.timezone,
    )


@blueprint.get("/<month>.csv")
@private
@requires("finance")
def month_file(month: str) -> Response:
    """The whole month as CSV; who took which bytes, and when, is in the audit log."""
    asked = _asked(month)
    zone = _settings().zone
    written = month_csv.keep(month_csv.write(statement.lines(db.session(), asked), zone))
    _record(asked, written)
    response = Response(written.file, content_type="text/csv; charset=utf-8")
    response.content_length = len(written.file.getbuffer())
    response.headers["Content-Disposition"] = f'attachment; filename="payments-{asked}.csv"'
    return response


def _record(asked: Month, written: month_csv.Written) -> None:
    account = current_account()
    end_read()
    with unit_of_work() as session:
        log.record(
            session,
            account.id if account else None,
            action="statement.exported",
            subject=f"month:{asked}",
            after={"lines": written.lines, "sha256": written.sha256},
        )


def _asked(text: str) -> Month:
    try:
        return from_text(text)
    except ValueError as error:
        raise Missing("There is no such month.") from error


def _first_day(month: Month) -> date:
    return date(month.year, month.number, 1)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
