"""`portal billing …`: what an operator does by hand when something was left undone."""

import click
from flask import current_app

from portal import clock
from portal.billing import inbox, sweep, working
from portal.billing.gateway import Gateway
from portal.billing.models import StripeEvent
from portal.extensions import db, end_read, unit_of_work


@click.group()
def billing() -> None:
    """Events of Stripe's, and what became of them."""


@billing.command("sweep")
def sweep_command() -> None:
    """Do now what the jobs process does every minute: whatever was left undone."""
    gateway: Gateway = current_app.extensions["stripe_gateway"]
    done = sweep.sweep(gateway, current_app.extensions["settings"], clock.now())
    for what, count in done.items():
        click.echo(f"{what}: {count}")


@billing.command()
@click.argument("event")
def replay(event: str) -> None:
    """Work on one event again; replaying what is done changes nothing."""
    now = clock.now()
    with unit_of_work() as session:
        is_known = inbox.revive(session, event, now)
    if not is_known:
        raise click.ClickException(f"There is no event {event} in the inbox.")
    gateway: Gateway = current_app.extensions["stripe_gateway"]
    targets = working.work_on(gateway, event, now)
    row = db.session.get_one(StripeEvent, event)
    state, error = row.state, row.last_error
    end_read()
    click.echo(f"{event}: {state}{f' ({error})' if error else ''}")
    if targets:
        click.echo(f"{len(targets)} orders wait; the next sweep carries them out.")
    if state not in ("done", "ignored"):
        raise click.exceptions.Exit(1)


commands: list[click.Command] = [billing]
