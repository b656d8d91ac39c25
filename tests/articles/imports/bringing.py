"""Running an import on invented files, and reading what came of it."""

from pathlib import Path

from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from portal.articles.commands import articles
from portal.articles.editing.models import Revision
from portal.articles.models import Article, Author, Picture, Section
from portal.extensions import db

Counted = Article | Revision | Picture | Section | Author


def run(app: Flask, path: Path, *more: str) -> Result:
    """The command on that path, as a newsroom would give it."""
    found: Result = app.test_cli_runner().invoke(
        articles, ["import", str(path), "--section", "News", "--author", "The desk", *more]
    )
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    db.session.rollback()
    db.session.expire_all()
    return found


def article(slug: str) -> Article:
    """The article at that address."""
    return db.session.scalars(select(Article).where(Article.slug == slug)).one()


def count(model: type[Counted]) -> int:
    """How many rows there are."""
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def lay(folder: Path, files: dict[str, str | bytes]) -> Path:
    """The folder holds these files."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
