"""The `portal` command: what it can do comes from each desk's `commands.py`."""

import logging
import sys

import click
from flask.cli import FlaskGroup

from portal.app import create_app
from portal.errors import PortalError
from portal.sandbox.commands import sandbox
from portal.server import run_jobs, run_web, start
from portal.supervised import leave_with_supervisor
from portal.web import logs


class PortalGroup(FlaskGroup):
    """The portal's commands; what plugins of its libraries add stays out of the list."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names that `portal --help` shows."""
        return [name for name in super().list_commands(ctx) if name != "limiter"]


cli = PortalGroup(
    name="portal",
    help="Run and look after the membership and donation portal.",
    create_app=create_app,
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
)
cli.params = []


@cli.command("start", with_appcontext=False)
def start_command() -> None:
    """Migrate, seed the demo once, run web, jobs and (in the demo) the sandbox."""
    raise SystemExit(start())


@cli.command("web", with_appcontext=False)
def web_command() -> None:
    """Run the web server alone, in the foreground (for a process supervisor)."""
    run_web()


@cli.command("jobs", with_appcontext=False)
def jobs_command() -> None:
    """Run the jobs process alone: mail, inbox, sweeps, recounts."""
    run_jobs()


cli.add_command(sandbox, "sandbox")


def main() -> None:
    """Run the command line; expected errors are one message and exit status 1."""
    leave_with_supervisor()
    logs.configure(logging.WARNING)
    try:
        cli.main(prog_name="portal")
    except PortalError as error:
        click.echo(error.message, err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
