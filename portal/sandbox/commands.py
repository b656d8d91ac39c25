"""`portal sandbox`: the sandbox alone, on the loopback interface, until it is told to stop."""

import signal
import threading
from pathlib import Path
from types import FrameType

import click

from portal.sandbox.server import SandboxServer
from portal.sandbox.settings import MARK, SandboxSettings


@click.command("sandbox", context_settings={"auto_envvar_prefix": "SANDBOX"})
@click.option("--port", default=4242, show_default=True, envvar="SANDBOX_PORT", show_envvar=True)
@click.option(
    "--state",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("instance/sandbox.sqlite3"),
    show_default=True,
    envvar="SANDBOX_STATE",
    show_envvar=True,
    help="The SQLite file it remembers everything in.",
)
@click.option("--webhook-url", envvar="SANDBOX_WEBHOOK_URL", show_envvar=True,
              help="Where events are delivered.")  # fmt: skip
@click.option("--webhook-secret", envvar="SANDBOX_WEBHOOK_SECRET", show_envvar=True,
              help="What deliveries are signed with; begins with whsec_.")  # fmt: skip
@click.option("--api-key", default="sk_test_sandbox_portal", show_default=True,
              envvar="SANDBOX_API_KEY", show_envvar=True)  # fmt: skip
@click.option("--public-url", default="", envvar="SANDBOX_PUBLIC_URL", show_envvar=True,
              help="Where browsers find it, when not at its own address.")  # fmt: skip
@click.option("--portal-home", envvar="SANDBOX_PORTAL_HOME", show_envvar=True,
              help="The portal's address, to link back to.")  # fmt: skip
@click.option("--clock-file", type=click.Path(dir_okay=False, path_type=Path),
              envvar="SANDBOX_CLOCK_FILE", show_envvar=True,
              help="Where to keep, in seconds, how far its clock is ahead, for the portal to"
                   " follow. Without it the portal stays in real time.")  # fmt: skip
@click.option("--any-version", is_flag=True, envvar="SANDBOX_ANY_VERSION", show_envvar=True,
              help="Let clients in that speak another API version.")  # fmt: skip
@click.option(
    "--metadata",
    multiple=True,
    metavar="NAME=TEXT",
    help="What the members it makes up carry, for a portal to know them as its own.",
)
def sandbox(  # noqa: PLR0917
    port: int,
    state: Path,
    webhook_url: str | None,
    webhook_secret: str | None,
    api_key: str,
    public_url: str,
    portal_home: str | None,
    clock_file: Path | None,
    any_version: bool,
    metadata: tuple[str, ...],
) -> None:
    """Run a local stand-in for Stripe's test mode. No money moves."""
    if not api_key.startswith("sk_test_"):
        raise click.UsageError("--api-key must begin with sk_test_: this is not Stripe.")
    if webhook_url and not (webhook_secret or "").startswith("whsec_"):
        raise click.UsageError("--webhook-url needs a --webhook-secret that begins with whsec_.")
    marks = dict(pair.split("=", 1) for pair in metadata if "=" in pair[1:])
    if len(marks) != len(metadata):
        raise click.UsageError("--metadata is NAME=TEXT, each name once.")
    settings = SandboxSettings(
        path=state,
        api_key=api_key,
        public_url=public_url.rstrip("/"),
        webhook_url=webhook_url or None,
        webhook_secret=webhook_secret or None,
        portal_home=portal_home or None,
        clock_file=clock_file,
        any_version=any_version,
        metadata=marks or MARK,
    )
    try:
        server = SandboxServer(settings, port)
    except OSError as problem:
        raise click.ClickException(f"The sandbox cannot listen on port {port}: {problem}") from None
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    with server:
        click.echo(f"Sandbox, not Stripe: {server.url} (key {api_key})")
        stopping.wait()
    click.echo("Sandbox stopped.")
