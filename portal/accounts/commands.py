"""`portal staff`: give people roles."""

import secrets

import click

from portal import clock
from portal.accounts import proving
from portal.accounts.registry import find_or_create_unproved
from portal.accounts.rules import ROLES
from portal.audit.log import record
from portal.extensions import unit_of_work
from portal.mail import outbox


@click.group("staff")
def staff() -> None:
    """Look after the newsroom's own accounts."""


@staff.command("add")
@click.option("--email", required=True, help="Their e-mail address.")
@click.option("--role", required=True, type=click.Choice(ROLES), help="What they may do.")
@click.option("--name", default="", help="Their name, for a new account.")
def add(email: str, role: str, name: str) -> None:
    """Give an address a role; a new one is mailed a link to prove it and sign in."""
    with unit_of_work() as session:
        account = find_or_create_unproved(session, email, clock.now())
        session.refresh(account, with_for_update=True)
        before = account.role
        account.role = role
        is_proved = account.proved_at is not None
        if not is_proved:
            proving.invite(account, name or None)
            outbox.queue(
                session,
                kind="prove-address",
                key=f"prove-address:{secrets.token_urlsafe(12)}",
                payload={"role": role},
                to_account_id=account.id,
            )
        record(
            session,
            None,
            action="account.role-given",
            subject=f"account:{account.id}",
            before={"role": before},
            after={"role": role},
        )
    said = "They can sign in as before." if is_proved else "A mail with a link is on its way."
    click.echo(f"{account.email} now has the role {role}. {said}")


commands: list[click.Command] = [staff]
