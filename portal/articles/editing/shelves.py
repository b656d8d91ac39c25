"""Sections, authors and tags: listing, adding, renaming, removing what nothing stands under.

An address once made stays when the name changes, so that no link breaks.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.articles.editing.slugs import slug_of
from portal.articles.models import Article, ArticleTag, Author, Section, Tag
from portal.audit import log
from portal.errors import Missing, Refused
from portal.web import versions

Shelf = Section | Author | Tag
Kind = TypeVar("Kind", Section, Author, Tag)
TAGS_SHOWN = 500


@dataclass(frozen=True)
class Label:
    """One section, author or tag, and how many articles stand under it."""

    id: int
    slug: str
    name: str
    count: int
    role: str = ""
    position: int = 0


def sections(session: Session) -> list[Label]:
    """In the masthead's order. One query."""
    ordered = _counted(Section, Article.section_id).order_by(Section.position, Section.id)
    return [_label(*found) for found in session.execute(ordered)]


def authors(session: Session) -> list[Label]:
    """By name. One query."""
    ordered = _counted(Author, Article.author_id).order_by(Author.name, Author.id)
    return [_label(*found) for found in session.execute(ordered)]


def tags(session: Session) -> list[Label]:
    """The 500 most used, then by name. One query."""
    most_used = func.count(ArticleTag.tag_id).desc()
    ordered = _counted(Tag, ArticleTag.tag_id).order_by(most_used, Tag.name).limit(TAGS_SHOWN)
    return [_label(*found) for found in session.execute(ordered)]


def tag(session: Session, number: int) -> Label:
    """One of them. One query. Raises: Missing."""
    found = session.execute(_counted(Tag, ArticleTag.tag_id).where(Tag.id == number)).one_or_none()
    if found is None:
        raise Missing("There is no such tag, or it was put together with another.")
    return _label(*found)


def add(session: Session, row: Shelf, by: int | None) -> None:
    """The row stands on its shelf under an address of its own, inside a unit of work.

    Raises: Refused (field "name") when there is one of that name.
    """
    base = slug_of(row.name) or type(row).__name__.lower()
    _check_new_name(session, row)
    row.slug, number = base, 1
    while session.scalar(select(type(row).id).where(type(row).slug == row.slug)) is not None:
        number += 1
        row.slug = f"{base[:70]}-{number}"
    session.add(row)
    session.flush()
    _note(session, row, by, "added", after={"name": row.name})


def change(session: Session, row: Shelf, by: int | None, **columns: object) -> None:
    """The row says this from now on, inside a unit of work. Raises: Refused (field "name")."""
    before = {name: getattr(row, name) for name in columns if getattr(row, name) != columns[name]}
    for name in before:
        setattr(row, name, columns[name])
    if "name" in before:
        with session.no_autoflush:
            _check_new_name(session, row)
    if before:
        session.flush()
        _note(
            session,
            row,
            by,
            "changed",
            before=before,
            after={name: columns[name] for name in before},
        )


def remove(session: Session, row: Section | Author, by: int | None) -> None:
    """Gone, inside a unit of work. Raises: Refused while articles stand under it."""
    parent = Article.section_id if isinstance(row, Section) else Article.author_id
    if session.scalar(select(Article.id).where(parent == row.id).limit(1)) is not None:
        raise Refused(f"There are articles under “{row.name}”. Move them first.")
    session.delete(row)
    session.flush()
    _note(session, row, by, "removed", before={"name": row.name})


def held(session: Session, kind: type[Kind], number: int) -> Kind:
    """The row of that id, locked, inside a unit of work. Raises: Missing."""
    row = session.get(kind, number, with_for_update=True, populate_existing=True)
    if row is None:
        raise Missing("It was removed already.")
    return row


def _counted(kind: type[Kind], belongs: InstrumentedAttribute[int]) -> Select[*tuple[Any, ...]]:
    """Every row of the kind, with how many others belong to it."""
    return (
        select(kind, func.count(belongs))
        .outerjoin(belongs.class_, belongs == kind.id)
        .group_by(kind.id)
    )


def _label(row: Shelf, count: int) -> Label:
    return Label(
        row.id, row.slug, row.name, count,
        role=getattr(row, "role", ""), position=getattr(row, "position", 0),
    )  # fmt: skip


def _check_new_name(session: Session, row: Shelf) -> None:
    if not row.name:
        raise Refused("Give it a name.", field="name")
    same = session.scalar(
        select(type(row).id).where(func.lower(type(row).name) == row.name.lower())
    )
    if same is not None and same != row.id:
        raise Refused(f"There is “{row.name}” already. Choose another name.", field="name")


def _note(
    session: Session,
    row: Shelf,
    by: int | None,
    what: str,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    noun = type(row).__name__.lower()
    log.record(
        session, by, action=f"{noun}.{what}", subject=f"{noun}:{row.id}",
        before=_short(before), after=_short(after),
    )  # fmt: skip
    versions.bump(session, "articles")


def _short(values: dict[str, object] | None) -> dict[str, object]:
    """The log says what changed, not a whole bio."""
    return {
        name: f"{value[:80]} …" if isinstance(value, str) and len(value) > 80 else value
        for name, value in (values or {}).items()
    }
