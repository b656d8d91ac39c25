"""`portal billing setup`: shows what an account at Stripe lacks, asks, and makes it."""

from functools import partial

import click
from flask import current_app
from sqlalchemy.exc import OperationalError, ProgrammingError

from portal import clock
from portal.billing.gateway import Declined, Gateway, NotPermitted, WrongKey
from portal.billing.setup import plan as setup_plan
from portal.billing.setup.making import Taken, take
from portal.billing.setup.steps import THINGS, Step
from portal.billing.setup.wishes import PERMISSIONS, is_reachable
from portal.config import Settings
from portal.errors import Unavailable

NOT_REACHABLE = (
    "Stripe cannot deliver to {url}: it needs a public https address. On this machine, run"
    " “stripe listen --forward-to {url}/stripe/webhook” and put the secret it prints into"
    " STRIPE_WEBHOOK_SECRETS, then run this again with --no-webhook; or, in production mode, set"
    " PORTAL_BASE_URL to the address of a tunnel."
)
WRONG_KEY = (
    "Stripe does not know this STRIPE_SECRET_KEY. Copy a secret key (sk_…) or a restricted key"
    " (rk_…) from Stripe's dashboard, of the mode that is meant."
)
SHOWN_ONCE = """
  The endpoint's signing secret, shown this once:

    {secret}

  Add it to STRIPE_WEBHOOK_SECRETS ({where}) and start the portal anew; until then it
  refuses what this endpoint delivers, and Stripe tries again for days.
"""


@click.command("setup")
@click.option("--yes", is_flag=True, help="Do not ask before making changes.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
@click.option("--no-webhook", is_flag=True,
              help="Leave out the webhook endpoint, as with `stripe listen`.")  # fmt: skip
def setup_command(yes: bool, dry_run: bool, no_webhook: bool) -> None:
    """Make what the portal needs at Stripe: products, billing portal, webhook endpoint.

    Shows first what it will do, and asks. Safe to repeat: what exists is kept, what was cut off
    is finished, and nothing is touched that this portal did not make.
    """
    gateway: Gateway = current_app.extensions["stripe_gateway"]
    settings: Settings = current_app.extensions["settings"]
    has_webhook = _has_webhook(settings, no_webhook=no_webhook)
    try:
        _set_up(gateway, settings, has_webhook=has_webhook, yes=yes, dry_run=dry_run)
    except WrongKey as error:
        raise click.ClickException(WRONG_KEY) from error
    except NotPermitted as error:
        raise click.ClickException(_permission(error)) from error
    except Declined as error:
        raise click.ClickException(_declined(error)) from error
    except Unavailable as error:
        words = "Stripe does not answer. Run this again: it goes on where it stopped."
        raise click.ClickException(words) from error
    except (OperationalError, ProgrammingError) as error:
        words = "The database does not answer or has no tables yet: run portal db upgrade first."
        raise click.ClickException(words) from error


def _has_webhook(settings: Settings, *, no_webhook: bool) -> bool:
    if no_webhook:
        return False
    if settings.uses_sandbox:
        click.echo("The built-in sandbox delivers by itself and needs no webhook endpoint.")
        return False
    if not settings.stripe_api_base and not is_reachable(settings.base_url):
        raise click.ClickException(NOT_REACHABLE.format(url=settings.base_url))
    return True


def _set_up(
    gateway: Gateway, settings: Settings, *, has_webhook: bool, yes: bool, dry_run: bool
) -> None:
    steps = setup_plan.draw(gateway, settings, has_webhook=has_webhook)
    mode = "live mode" if settings.is_live else "test mode"
    click.echo(f"{settings.stripe_api_base or 'Stripe'}, {mode}, for {settings.base_url}:")
    for step in steps:
        _say(step, step.words)
    waiting = [step for step in steps if step.act and step.act != "adopt"]
    if dry_run:
        click.echo("Nothing was done." if waiting else "Nothing to do.")
        return
    if waiting and not yes:
        click.confirm("Go on?", abort=True)
    for step in steps:
        if step.act:
            take(gateway, step, clock.now(), partial(_tell, step))
    click.echo("Done." if waiting else "Nothing to do.")


def _tell(step: Step, taken: Taken) -> None:
    _say(step, taken.words)
    if taken.secret:
        settings: Settings = current_app.extensions["settings"]
        has_others = bool(settings.stripe_webhook_secrets)
        where = "after a comma, beside the others" if has_others else "in place of the word setup"
        click.echo(SHOWN_ONCE.format(secret=taken.secret, where=where))


def _say(step: Step, words: str) -> None:
    click.echo(f"  {THINGS[step.noun] + ':':<18}{words}")


def _permission(error: NotPermitted) -> str:
    lacks = f" It lacks {error.permission}." if error.permission else ""
    return (
        f"This restricted key may not do that.{lacks} The portal needs write for"
        f" {', '.join(PERMISSIONS['write'])}; read for {', '.join(PERMISSIONS['read'])}."
    )


def _declined(error: Declined) -> str:
    said = getattr(error.__cause__, "user_message", None) or error.code or "no reason given"
    return f"Stripe refused: {said} What was made before stays; mend this and run it again."
