"""`portal articles …`: bringing in what was written elsewhere, rendering texts again."""

import sys
from collections import Counter
from pathlib import Path

import click
from flask import current_app

from portal import clock
from portal.articles.imports.bringing_in import Importer, Outcome
from portal.articles.imports.found import Remark, Source
from portal.articles.imports.ghost_export import GhostExport
from portal.articles.imports.markdown_folder import MarkdownFolder
from portal.articles.rendering_again import count, render_again
from portal.errors import Refused
from portal.web.display import newsroom_zone


@click.group("articles")
def articles() -> None:
    """Look after the newsroom's articles."""


@articles.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--section", default="", help="For pieces that name none; made if there is none.")
@click.option("--author", default="", help="For pieces that name none; made if there is none.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.pass_context
def import_command(
    context: click.Context, path: Path, section: str, author: str, dry_run: bool
) -> None:
    """Bring in a folder of Markdown files with front matter, or a Ghost JSON export.

    Run it as often as you like: what is here already stays as it is. Exits with 1 when a piece
    was left out; each reason is printed with its file and line.
    """
    source = _source(path)
    media = current_app.extensions["settings"].instance / "media"
    importer = Importer(media, clock.now(), section=section, author=author, is_rehearsal=dry_run)
    counts: Counter[Outcome] = Counter()
    remarks: list[Remark] = []
    try:
        with click.progressbar(
            source, length=len(source), label="Reading", file=sys.stderr
        ) as pieces:
            for found in pieces:
                brought = importer.bring(found)
                counts[brought.outcome] += 1
                remarks += brought.remarks
    finally:  # also when it is broken off: what was brought in stays
        for remark in remarks:
            click.echo(f"{remark.where}: {remark.words}")
    told = ", ".join(f"{counts[outcome]:,} {outcome}" for outcome in Outcome)
    click.echo(f"{'Nothing was changed; it would be: ' if dry_run else ''}{told}.")
    if counts[Outcome.LEFT_OUT]:
        context.exit(1)


@articles.command("render")
def render_command() -> None:
    """Render all texts again, as they would be if they were saved today.

    After an update that says so; nothing but the stored HTML changes. Run it as often as you like.
    """
    changed = 0
    with click.progressbar(
        render_again(), length=count(), label="Rendering", file=sys.stderr
    ) as texts:
        for was_another in texts:
            changed += was_another
    click.echo(f"{changed:,} texts have other HTML now.")


def _source(path: Path) -> Source:
    source: Source = MarkdownFolder(path, newsroom_zone()) if path.is_dir() else GhostExport(path)
    if not len(source):
        raise Refused(f"There is nothing to bring in: no Markdown file and no post in {path.name}.")
    return source


commands: list[click.Command] = [articles]
