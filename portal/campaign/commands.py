"""`portal campaign …`: counting the members anew."""

import click

from portal import clock
from portal.campaign import closing
from portal.extensions import db, unit_of_work
from portal.support import headcount


@click.group("campaign")
def campaign() -> None:
    """Look after the campaign and its number."""


@campaign.command("recount")
def recount() -> None:
    """Work out anew, from every membership, who counts; mend the number if it was off."""
    now = clock.now()
    with unit_of_work() as session:
        off_by = headcount.recount(session, now)
        closing.close_due(session, now)
    members = headcount.read(db.session()).members
    verdict = "the number was right" if off_by == 0 else f"the number was off by {off_by:+,}"
    click.echo(f"{members:,} members; {verdict}.")


commands: list[click.Command] = [campaign]
