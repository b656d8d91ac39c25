"""`portal billing …`: what an operator does by hand when something was left undone."""

import click
from flask import current_app

from portal import clock
from portal.billing import replaying, sweep
from portal.billing.gateway import Gateway
from portal.billing.proof import verify
from portal.billing.reconciling import reconcile
from portal.billing.setup.command import setup_command
from portal.config import Settings
from portal.errors import Missing


@click.group()
def billing() -> None:
    """What the portal does at Stripe: set up, catch up, compare, prove."""


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
    gateway: Gateway = current_app.extensions["stripe_gateway"]
    settings: Settings = current_app.extensions["settings"]
    try:
        found = replaying.replay(
            gateway, event, clock.now(), is_live=settings.is_live, actor_id=None
        )
    except Missing as error:
        raise click.ClickException(f"There is no event {event} in the inbox.") from error
    after = found.after
    click.echo(f"{event}: {after.state}{f' ({after.last_error})' if after.last_error else ''}")
    if not found.before.is_workable:
        click.echo("It says nothing of money here, or is of the other mode. Nothing was done.")
    if found.failed:
        click.echo("Stripe did not show what it is about. Nothing was changed.")
    if found.failed or after.state not in ("done", "ignored"):
        raise click.exceptions.Exit(1)


@billing.command("verify")
@click.option("--stored", is_flag=True, help="Do not read Stripe's own list of subscriptions.")
def verify_command(stored: bool) -> None:
    """Prove the number on the bar, or say who differs and why (and exit with status 1)."""
    gateway: Gateway = current_app.extensions["stripe_gateway"]
    proof = verify.prove(gateway, clock.now, asks_provider=not stored)
    for difference in proof.differences:
        click.echo(difference)
    parts = [f"{proof.subscribed:,} proved by a paid subscription"]
    parts += [f"{proof.awaiting:,} awaiting the ledger"] if proof.awaiting else []
    parts += [f"{proof.external:,} counted elsewhere"] if proof.external else []
    click.echo(f"{proof.members:,} members: {', '.join(parts)}.")
    if not proof.is_right:
        click.echo(f"{proof.difference_count:,} differences. The number is not proved.")
        raise click.exceptions.Exit(1)
    click.echo("The number is proved.")


@billing.command("reconcile")
@click.option("--dry-run", is_flag=True, help="Change nothing; say what differs.")
def reconcile_command(dry_run: bool) -> None:
    """Compare all that is ours at Stripe with what is here, and take in what differs.

    Exits with status 1 when something is left that could not be mended.
    """
    gateway: Gateway = current_app.extensions["stripe_gateway"]
    outcome = reconcile.reconcile(
        gateway, clock.now(), lambda text: click.echo(text, err=True), is_dry=dry_run
    )
    for difference in outcome.repaired:
        click.echo(f"mended: {difference.words}")
    for difference in outcome.left:
        click.echo(f"{'found' if dry_run else 'LEFT'}: {difference.words}")
    click.echo(f"{len(outcome.repaired):,} mended, {len(outcome.left):,} left.")
    if not outcome.is_agreed:
        raise click.exceptions.Exit(1)


billing.add_command(setup_command)

commands: list[click.Command] = [billing]
