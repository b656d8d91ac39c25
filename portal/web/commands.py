"""`portal newsroom …`: who publishes."""

import click

from portal.extensions import unit_of_work
from portal.web.newsroom import NewsroomRow
from portal.web.versions import bump


@click.group("newsroom")
def newsroom() -> None:
    """The newsroom's name, as it stands on every page."""


@newsroom.command("set")
@click.option("--name", required=True, help="Its name; at most 80 characters.")
@click.option("--tagline", required=True, help="The line beneath it; at most 160 characters.")
def set_newsroom(name: str, tagline: str) -> None:
    """Set the newsroom's name and the line beneath it."""
    for option, value, most in (("--name", name, 80), ("--tagline", tagline, 160)):
        if not value.strip() or len(value) > most:
            raise click.BadParameter(f"from 1 to {most} characters.", param_hint=option)
    with unit_of_work() as session:
        session.merge(NewsroomRow(id=1, name=name.strip(), tagline=tagline.strip()))
        bump(session, "newsroom")
    click.echo(f"{name.strip()}: {tagline.strip()}")


commands: list[click.Command] = [newsroom]
