"""Two texts of an article side by side: which fields differ, and where."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.articles.editing.differences import Part, differences, words
from portal.articles.editing.fields import Fields, changed
from portal.articles.models import Author, Picture, Section


@dataclass(frozen=True)
class Change:
    """One field that differs, with what is gone and what is new."""

    name: str
    parts: list[Part]


def compare(session: Session, old: Fields, new: Fields) -> list[Change]:
    """What differs, in the order of the form; [] for equal texts."""
    return [Change(name, _parts(session, name, old, new)) for name in changed(old, new)]


def _parts(session: Session, name: str, old: Fields, new: Fields) -> list[Part]:
    if name == "body_markdown":
        return differences(old.body_markdown, new.body_markdown)
    before, after = getattr(old, name), getattr(new, name)
    if (say := _SAID.get(name)) is not None:
        before, after = say(session, before), say(session, after)
    return words(before, after)


def _section(session: Session, number: int) -> str:
    row = session.get(Section, number)
    return row.name if row else f"no. {number}"


def _author(session: Session, number: int) -> str:
    row = session.get(Author, number)
    return row.name if row else f"no. {number}"


def _picture(session: Session, number: int | None) -> str:
    row = session.get(Picture, number) if number else None
    return row.key if row else ""


_SAID: dict[str, Callable[..., str]] = {
    "section_id": _section,
    "author_id": _author,
    "picture_id": _picture,
    "tags": lambda _session, names: ", ".join(names),
}
