"""Bringing found pieces in, each whole or not at all; what was brought in before stays as it is."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from portal.articles.body import MEDIA
from portal.articles.editing import correcting, old_addresses
from portal.articles.editing.acts import Terms
from portal.articles.editing.fields import Fields
from portal.articles.editing.models import Act, OldSlug
from portal.articles.editing.saving import revision, save
from portal.articles.editing.slugs import is_slug, slug_of
from portal.articles.imports import fitting
from portal.articles.imports.darkroom import Darkroom
from portal.articles.imports.found import Found, LeftOut, Remark
from portal.articles.models import Article, Author, Section
from portal.articles.pictures import intake, store
from portal.articles.pieces import file_name
from portal.errors import Refused
from portal.extensions import unit_of_work

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
        self.now, self.is_rehearsal = now, is_rehearsal
        self.darkroom = Darkroom(media, keeps=not is_rehearsal)
        self.shelves = fitting.Shelves({Section: section, Author: author})
        self._seen: dict[str, str] = {}

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
        except (DataError, ValueError, RecursionError) as error:  # a text in which something errs
            piece.remark(f"Left out: it cannot be kept ({error!r:.200}).")
        return Brought(outcome, (*found.remarks, *piece.remarks))


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
        paths = [*self.found.pictures.values()]
        if self.found.picture:
            paths.append(self.found.picture)
        taken: dict[Path, intake.TakenIn] = {}
        for path in dict.fromkeys(paths):
            try:
                taken[path] = self.importer.darkroom.develop(path)
            except (Refused, OSError) as error:
                said = error.message if isinstance(error, Refused) else str(error.strerror)
                self.remark(f"The picture {path.name} is left out: {said}")
        return taken

    def keep(self, session: Session, slug: str, pictures: dict[Path, intake.TakenIn]) -> Outcome:
        article = self._standing(session, slug)
        before = article.version if article else None
        if article is not None and not _is_as_imported(session, article):
            self.remark("It was written or changed here, so it stays as it is.")
            return Outcome.SAME
        fields = self._fields(session, slug, pictures)
        kept = save(
            session, article.id if article else None, None, fields,
            by=None, act=Act.IMPORTED, now=self.importer.now, terms=self._terms(fields),
        )  # fmt: skip
        self._lead_on(session, slug, kept)
        after = session.get_one(Article, kept).version
        if before is None:
            return Outcome.NEW
        return Outcome.SAME if after == before else Outcome.CHANGED

    def _standing(self, session: Session, slug: str) -> Article | None:
        """What is here of this piece: at its address, or where an editor has moved it to."""
        here = session.scalar(select(Article).where(Article.slug == slug))
        if here is not None:
            return here
        moved = session.scalar(
            select(Article)
            .join(OldSlug, OldSlug.article_id == Article.id)
            .where(OldSlug.slug == slug)
        )
        # Otherwise the address is only one that another piece's file named beside its own.
        return None if moved is None or _is_as_imported(session, moved) else moved

    def _lead_on(self, session: Session, slug: str, article_id: int) -> None:
        """Addresses the piece had elsewhere lead to it, unless they are another's."""
        for former in dict.fromkeys(self.found.former):
            if former == slug or not is_slug(former):
                continue
            owner = session.scalar(select(Article.id).where(Article.slug == former))
            if owner is None and not old_addresses.is_left(
                session, former, by_another_than=article_id
            ):
                old_addresses.leave(session, former, article_id)
            elif owner != article_id:
                self.remark(f"The address “{former}” is another article's, and stays so.")

    def _fields(self, session: Session, slug: str, pictures: dict[Path, intake.TakenIn]) -> Fields:
        found, body = self.found, self.found.body
        rows = {path: store.keep(session, taken, now=self.importer.now)[0]
                for path, taken in pictures.items()}  # fmt: skip
        for address, path in found.pictures.items():
            if path in pictures:
                taken = pictures[path]
                ours = MEDIA + file_name(taken.key, *taken.sizes[-1])
                body = fitting.readdressed(body, address, ours)
                if ours not in body:
                    self.remark(f"A picture in the text could not be set: {address}")
        shelves = self.importer.shelves
        section = shelves.of(session, Section, found.section, self.remark)
        author = shelves.of(session, Author, found.author, self.remark, bio=found.author_bio)
        lead = rows.get(found.picture) if found.picture else None
        if lead is not None and not found.picture_alt:
            self.remark("Its picture has no words for those who cannot see it. Add some.")
        fields = Fields(
            headline=found.headline, section_id=section, author_id=author, kind=found.kind,
            slug=slug, kicker=found.kicker, standfirst=found.standfirst, body_markdown=body,
            picture_id=lead.id if lead else None, picture_alt=found.picture_alt,
            picture_caption=found.picture_caption, picture_credit=found.picture_credit,
            tags=tuple(fitting.tags(found.tags, self.remark)),
        )  # fmt: skip
        fitted: dict[str, Any] = {
            name: fitting.fitted(name, getattr(fields, name), self.remark) for name in FITTED
        }
        return replace(fields, **fitted)

    def _terms(self, fields: Fields) -> Terms:
        at, now = self.found.published_at, self.importer.now
        if at is None:
            return Terms()
        if not fields.body_markdown.strip():
            self.remark("There is no text, so it is kept as a draft.")
            return Terms()
        if at > now and fields.picture_id is not None and not fields.picture_alt:
            self.remark("Without words for its picture it cannot be scheduled: it is a draft.")
            return Terms()
        if at > now:
            return Terms(due_at=at)
        updated = self.found.updated_at
        return Terms(
            published_at=at,
            updated_at=updated if updated and at < updated <= now else None,
            corrections=self.found.corrections,
        )


def _is_as_imported(session: Session, article: Article) -> bool:
    """True when nobody has written on, or reworded a correction, since it was brought in."""
    latest = revision(session, article.id, article.version)
    if latest is None or latest.act is not Act.IMPORTED:
        return False
    return not correcting.traces(session, article.id)
