"""`portal campaign …`: setting a campaign up, and counting its members anew."""

import re
from datetime import UTC, datetime, timedelta

import click
from flask import current_app
from sqlalchemy import select

from portal import clock
from portal.campaign import closing
from portal.campaign.models import CampaignRow
from portal.config import Settings
from portal.extensions import db, unit_of_work
from portal.support import headcount
from portal.support.jobs import recount as recount_in_steps
from portal.web.versions import bump

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DAY = click.DateTime(["%Y-%m-%d"])


@click.group("campaign")
def campaign() -> None:
    """Look after the campaign and its number."""


@campaign.command("add")
@click.option("--slug", required=True, help="Its name in addresses, such as 25000-members.")
@click.option("--name", required=True, help="Its name on pages.")
@click.option("--goal", required=True, type=click.IntRange(1), help="Members to reach.")
@click.option("--first-day", required=True, type=DAY, help="The day it begins.")
@click.option("--last-day", required=True, type=DAY, help="Its last day.")
def add(slug: str, name: str, goal: int, first_day: datetime, last_day: datetime) -> None:
    """Set up a campaign from the first to the last day, both in PORTAL_TIMEZONE."""
    settings: Settings = current_app.extensions["settings"]
    if not SLUG.fullmatch(slug) or slug == "current":
        raise click.BadParameter("use small letters, digits and hyphens.", param_hint="--slug")
    if last_day < first_day:
        raise click.BadParameter("it lies before the first day.", param_hint="--last-day")
    after = last_day + timedelta(days=1)
    with unit_of_work() as session:
        if session.scalar(select(CampaignRow.id).where(CampaignRow.slug == slug)) is not None:
            raise click.ClickException(f"There is a campaign {slug} already; nothing was changed.")
        session.add(
            CampaignRow(
                slug=slug,
                name=name,
                goal=goal,
                starts_at=first_day.replace(tzinfo=settings.zone).astimezone(UTC),
                ends_at=after.replace(tzinfo=settings.zone).astimezone(UTC),
                timezone=settings.timezone,
            )
        )
        bump(session, "campaign")
    recount_in_steps(clock.now)
    click.echo(f"{name}: {goal:,} members by the end of {last_day:%Y-%m-%d}.")


@campaign.command("recount")
def recount() -> None:
    """Work out anew, from every membership, who counts; mend the number if it was off."""
    off_by = recount_in_steps(clock.now)
    with unit_of_work() as session:
        closing.close_due(session, clock.now(), current_app.extensions["news_is_in"])
    members = headcount.read(db.session()).members
    verdict = "the number was right" if off_by == 0 else f"the number was off by {off_by:+,}"
    click.echo(f"{members:,} members; {verdict}.")


commands: list[click.Command] = [campaign]
