"""Fills an empty demo with its invented newspaper: name, sections, authors, pieces, pictures.

Times are hours before the start, so that the newspaper is of today whenever it is first opened.
"""

import hashlib
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.articles import pieces
from portal.articles.models import Article, ArticleTag, Author, Kind, Picture, Section, State, Tag
from portal.articles.writing import write
from portal.config import Settings
from portal.extensions import db, end_read, unit_of_work
from portal.web import versions
from portal.web.newsroom import NewsroomRow

DEMO = Path(__file__).resolve().parent / "demo"


def seed_demo(settings: Settings, now: datetime, say: Callable[[str], None]) -> None:
    """The demo's newspaper stands in the database and its pictures in `instance/media`.

    Changes nothing when there is an article already.
    """
    if db.session.scalar(select(Article.id).limit(1)) is not None:
        end_read()
        return
    end_read()
    say("Setting the demo's newspaper …")
    newsroom = yaml.safe_load((DEMO / "newsroom.yaml").read_text(encoding="utf-8"))
    found = [read_piece(path) for path in sorted((DEMO / "pieces").glob("*.md"))]
    pictures = copy_pictures(DEMO / "pictures", settings.instance / "media", now)
    with unit_of_work() as session:
        if session.scalar(select(Article.id).limit(1)) is None:
            _Setting(session, now, pictures).set(newsroom, found)


def read_piece(path: Path) -> dict[str, Any]:
    """A piece's front matter with its Markdown under `body`."""
    _, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
    return {**yaml.safe_load(head), "body": text.strip()}


def copy_pictures(source: Path, media: Path, now: datetime) -> dict[str, Picture]:
    """Rows, not yet stored, for the pictures by their stem; the files lie in `media`."""
    media.mkdir(parents=True, exist_ok=True)
    files: dict[str, list[Path]] = {}
    for path in sorted(source.glob("*.webp")):
        files.setdefault(path.stem.rpartition("-")[0], []).append(path)
    rows = {}
    for stem, paths in files.items():
        paths.sort(key=lambda path: int(path.stem.rpartition("-")[2]))
        key = hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:16]
        sizes = []
        for path in paths:
            with Image.open(path) as image:
                width, height = image.size
            shutil.copyfile(path, media / pieces.file_name(key, width, height))
            sizes.append([width, height])
        rows[stem] = Picture(key=key, sizes=sizes, created_at=now)
    return rows


class _Setting:
    """Sets the newspaper's rows, in an order that lets them name each other."""

    def __init__(self, session: Session, now: datetime, pictures: dict[str, Picture]) -> None:
        self.session = session
        self.now = now
        self.pictures = pictures
        self.tags: dict[str, Tag] = {}

    def set(self, newsroom: dict[str, Any], found: list[dict[str, Any]]) -> None:
        self.session.merge(NewsroomRow(id=1, name=newsroom["name"], tagline=newsroom["tagline"]))
        self.session.add_all(self.pictures.values())
        sections = [
            Section(slug=section["slug"], name=section["name"], position=place)
            for place, section in enumerate(newsroom["sections"])
        ]
        self.session.add_all(sections)
        self.session.flush()
        authors = [self._author(author) for author in newsroom["authors"]]
        self.session.add_all(authors)
        self.session.flush()
        section_ids = {section.slug: section.id for section in sections}
        author_ids = {author.slug: author.id for author in authors}
        for piece in sorted(found, key=lambda piece: -piece["published_hours_ago"]):
            self._piece(piece, section_ids[piece["section"]], author_ids[piece["author"]])
        for topic in ("newsroom", "articles"):
            versions.bump(self.session, topic)

    def _author(self, author: dict[str, Any]) -> Author:
        portrait = self.pictures.get(author.get("portrait", ""))
        if portrait is not None:
            portrait.alt = author.get("portrait_alt", "")
        return Author(
            slug=author["slug"],
            name=author["name"],
            role=author["role"],
            bio=author["bio"].strip(),
            portrait_id=portrait.id if portrait else None,
            portrait_alt=author.get("portrait_alt", ""),
        )

    def _piece(self, piece: dict[str, Any], section_id: int, author_id: int) -> None:
        picture = self.pictures.get(piece.get("picture", ""))
        if picture is not None:
            picture.alt = piece.get("picture_alt", "")
            picture.credit = piece.get("picture_credit", "")
        updated = piece.get("updated_hours_ago")
        article = Article(
            slug=piece["slug"],
            kind=Kind(piece["kind"]),
            section_id=section_id,
            author_id=author_id,
            kicker=piece.get("kicker", ""),
            headline=piece["headline"],
            standfirst=piece.get("standfirst", ""),
            picture_id=picture.id if picture else None,
            picture_alt=piece.get("picture_alt", ""),
            picture_caption=piece.get("picture_caption", ""),
            picture_credit=piece.get("picture_credit", ""),
            state=State.PUBLISHED,
            published_at=self._ago(piece["published_hours_ago"]),
            updated_at=None if updated is None else self._ago(updated),
            edited_at=self._ago(piece["published_hours_ago"] if updated is None else updated),
            corrections=[
                [self._ago(note["hours_ago"]).isoformat(), note["text"]]
                for note in piece.get("corrections", [])
            ],
        )
        write(article, piece["body"])
        self.session.add(article)
        self.session.flush()
        for name in dict.fromkeys(piece.get("tags", [])):
            self.session.add(ArticleTag(article_id=article.id, tag_id=self._tag(name).id))

    def _tag(self, name: str) -> Tag:
        slug = "-".join(name.lower().split())
        if slug not in self.tags:
            self.tags[slug] = Tag(slug=slug, name=name)
            self.session.add(self.tags[slug])
            self.session.flush()
        return self.tags[slug]

    def _ago(self, hours: float) -> datetime:
        moment = self.now - timedelta(hours=hours)
        return moment.replace(second=0, microsecond=0)
