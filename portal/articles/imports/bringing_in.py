"""Bringing found pieces in, each whole or not at all; what was brought in before stays as it is."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.articles.body import MEDIA
from portal.articles.editing import fields as form
from portal.articles.editing import shelves
from portal.articles.editing.acts import Terms
from portal.articles.editing.fields import Fields, names_of_tags
from portal.articles.editing.models import Act, OldSlug
from portal.articles.editing.saving import revision, save
from portal.articles.editing.slugs import is_slug, slug_of
from portal.articles.imports.found import Found, LeftOut, Remark
from portal.articles.models import Article, Author, Section
from portal.articles.pictures import intake, store
from portal.articles.pieces import file_name
from portal.errors import Refused
from portal.extensions import unit_of_work

LONGEST_NAME = {Section: 80, Author: 120}
FITTED = ("kicker", "headline", "standfirst", "picture_alt", "picture_caption", "picture_credit")


class Outcome(StrEnum):
    """What became of a piece."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "unchanged"
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class Brought:
    """What became of one piece, and all that is to be said of it."""

    outcome: Outcome
    remarks: tuple[Remark, ...]


class _Rehearsed(Exception):
    """Everything could be done, and is undone."""


class Importer:
    """Brings pieces in, one unit of work each: what stops in the middle leaves whole articles.

    `section` and `author` stand in where a piece names none. A rehearsal does all of it and keeps
    nothing. Runs in a command: nothing else is written meanwhile by this process.
    """

    def __init__(
        self, media: Path, now: datetime, *, section: str, author: str, is_rehearsal: bool
    ) -> None:
        self.media, self.now, self.is_rehearsal = media, now, is_rehearsal
        self.section, self.author = section, author
        self._seen: dict[str, str] = {}
        self._made: set[str] = set()

    def bring(self, found: Found | LeftOut) -> Brought:
        """The piece stands in the newspaper, or the remarks say why not."""
        if isinstance(found, LeftOut):
            return Brought(Outcome.LEFT_OUT, (found.remark,))
        piece = _Piece(self, found)
        outcome = Outcome.LEFT_OUT
        try:
            slug = piece.slug()
            if slug in self._seen:
                raise Refused(f"{self._seen[slug]} has the same address, “{slug}”.")
            self._seen[slug] = found.where
            pictures = piece.take_pictures()
            with suppress(_Rehearsed), unit_of_work() as session:
                outcome = piece.keep(session, slug, pictures)
                if self.is_rehearsal:
                    raise _Rehearsed
        except Refused as error:
            piece.remark(f"Left out: {error.message}")
        return Brought(outcome, (*found.remarks, *piece.remarks))

    def note_made(self, noun: str, name: str) -> bool:
        """True the first time that something of that name had to be made."""
        is_first = f"{noun} {name}" not in self._made
        self._made.add(f"{noun} {name}")
        return is_first


class _Piece:
    """One piece on its way in."""

    def __init__(self, importer: Importer, found: Found) -> None:
        self.importer, self.found = importer, found
        self.remarks: list[Remark] = []

    def remark(self, words: str) -> None:
        self.remarks.append(Remark(self.found.where, words))

    def slug(self) -> str:
        wanted = self.found.slug
        slug = wanted if is_slug(wanted) else slug_of(wanted) or slug_of(self.found.headline)
        if not slug:
            raise Refused("It has no address, and none can be made of its headline.")
        if wanted and slug != wanted:
            self.remark(f"Its address “{wanted}” becomes “{slug}”.")
        return slug

    def take_pictures(self) -> dict[Path, intake.TakenIn]:
        """The clean pictures by their files, kept below `media` already; not in a transaction."""
        paths = [
            *self.found.pictures.values(),
            *([self.found.picture] if self.found.picture else []),
        ]
        taken: dict[Path, intake.TakenIn] = {}
        for path in dict.fromkeys(paths):
            try:
                data = path.read_bytes()
                if self.importer.is_rehearsal:
                    taken[path] = intake.take_in(data)
                else:
                    taken[path] = store.receive(data, self.importer.media)
            except (Refused, OSError) as error:
                said = error.message if isinstance(error, Refused) else str(error.strerror)
                self.remark(f"The picture {path.name} is left out: {said}")
        return taken

    def keep(self, session: Session, slug: str, pictures: dict[Path, intake.TakenIn]) -> Outcome:
        article = session.scalar(select(Article).where(Article.slug == slug)) or session.scalar(
            select(Article)
            .join(OldSlug, OldSlug.article_id == Article.id)
            .where(OldSlug.slug == slug)
        )
        before = article.version if article else None
        if article is not None:
            latest = revision(session, article.id, article.version)
            if latest is None or latest.act is not Act.IMPORTED:
                self.remark("It was written or changed here, so it stays as it is.")
                return Outcome.SAME
        fields = self._fields(session, slug, pictures)
        kept = save(
            session, article.id if article else None, None, fields,
            by=None, act=Act.IMPORTED, now=self.importer.now, terms=self._terms(),
        )  # fmt: skip
        after = session.get_one(Article, kept).version
        if before is None:
            return Outcome.NEW
        return Outcome.SAME if after == before else Outcome.CHANGED

    def _fields(self, session: Session, slug: str, pictures: dict[Path, intake.TakenIn]) -> Fields:
        found, body = self.found, self.found.body
        rows = {path: store.keep(session, taken, now=self.importer.now)[0]
                for path, taken in pictures.items()}  # fmt: skip
        for address, path in found.pictures.items():
            if path in pictures:
                taken = pictures[path]
                body = _readdressed(body, address, MEDIA + file_name(taken.key, *taken.sizes[-1]))
        section = self._shelf(session, Section, found.section or self.importer.section)
        author = self._shelf(session, Author, found.author or self.importer.author)
        lead = rows.get(found.picture) if found.picture else None
        if lead is not None and not found.picture_alt:
            self.remark("Its picture has no words for those who cannot see it. Add some.")
        fields = Fields(
            headline=found.headline, section_id=section, author_id=author, kind=found.kind,
            slug=slug, kicker=found.kicker, standfirst=found.standfirst, body_markdown=body,
            picture_id=lead.id if lead else None, picture_alt=found.picture_alt,
            picture_caption=found.picture_caption, picture_credit=found.picture_credit,
            tags=tuple(self._tags()),
        )  # fmt: skip
        fitted: dict[str, Any] = {n: self._fitted(n, getattr(fields, n)) for n in FITTED}
        return replace(fields, **fitted)

    def _shelf(self, session: Session, kind: type[Section] | type[Author], name: str) -> int:
        noun = kind.__name__.lower()
        if not name:
            raise Refused(f"It names no {noun}. Name one with --{noun}.")
        name = name[: LONGEST_NAME[kind]].strip()
        same = or_(func.lower(kind.name) == name.lower(), kind.slug == (slug_of(name) or name))
        query = select(kind).where(same).order_by(kind.id).limit(1)
        row = cast("Section | Author | None", session.scalar(query))
        if row is None:
            row = kind(name=name)
            if isinstance(row, Author):
                row.bio = self.found.author_bio
            shelves.add(session, row, None)
            if self.importer.note_made(noun, name):
                self.remark(f"There was no {noun} “{name}”; it is made.")
        return row.id

    def _tags(self) -> Iterator[str]:
        for number, tag in enumerate(names_of_tags(self.found.tags)):
            if number >= form.MOST_TAGS or len(tag) > form.LONGEST_TAG:
                self.remark(
                    f"The tag “{tag[: form.LONGEST_TAG]}” is too long or one too many; left out."
                )
            else:
                yield tag

    def _fitted(self, name: str, text: str) -> str:
        if len(text) <= form.LONGEST[name]:
            return text
        self.remark(f"Its {name.replace('_', ' ')} is too long and was cut: {text[:60]} …")
        return text[: form.LONGEST[name] - 1].rsplit(" ", 1)[0] + "…"

    def _terms(self) -> Terms:
        at, now = self.found.published_at, self.importer.now
        if at is None or at > now:
            return Terms(due_at=at)
        updated = self.found.updated_at
        return Terms(
            published_at=at,
            updated_at=updated if updated and at < updated <= now else None,
            corrections=self.found.corrections,
        )


def _readdressed(body: str, old: str, new: str) -> str:
    """The text with one picture's address replaced, in each form that Markdown has for it."""
    for address in dict.fromkeys((old, unquote(old))):
        for before, after in (("](", ")"), ("](", " "), ("](<", ">"), ("]: ", "\n")):
            body = body.replace(f"{before}{address}{after}", f"{before}{new}{after}")
    return body
