"""Making what was found fit: shelves that may have to be made, tags, lengths, addresses."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import cast
from urllib.parse import unquote

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.articles.editing import fields as form
from portal.articles.editing import shelves
from portal.articles.editing.slugs import slug_of
from portal.articles.models import Author, Section
from portal.errors import Refused

LONGEST_NAME = {Section: 80, Author: 120}
Kind = type[Section] | type[Author]
Tell = Callable[[str], None]


class Shelves:
    """Sections and authors by name or address; `standing_in` are the names for pieces without."""

    def __init__(self, standing_in: Mapping[Kind, str]) -> None:
        self._standing_in = standing_in
        self._told: set[str] = set()

    def of(self, session: Session, kind: Kind, name: str, tell: Tell, *, bio: str = "") -> int:
        """The id of that section or author, made where there is none, inside a unit of work.

        Raises: Refused when there is no name.
        """
        noun = kind.__name__.lower()
        name = (name or self._standing_in[kind])[: LONGEST_NAME[kind]].strip()
        if not name:
            raise Refused(f"It names no {noun}. Name one with --{noun}.")
        same = or_(func.lower(kind.name) == name.lower(), kind.slug == (slug_of(name) or name))
        query = select(kind).where(same).order_by(kind.id).limit(1)
        row = cast("Section | Author | None", session.scalar(query))
        if row is None:
            row = kind(name=name)
            if isinstance(row, Author):
                row.bio = bio
            shelves.add(session, row, None)
            if (said := f"There was no {noun} “{name}”; it is made.") not in self._told:
                self._told.add(said)
                tell(said)
        return row.id


def tags(names: Iterable[str], tell: Tell) -> Iterator[str]:
    """Each once, as many and as long as an article may have."""
    for number, tag in enumerate(form.names_of_tags(names)):
        if number >= form.MOST_TAGS or len(tag) > form.LONGEST_TAG:
            tell(f"The tag “{tag[: form.LONGEST_TAG]}” is too long or one too many; left out.")
        else:
            yield tag


def fitted(name: str, text: str, tell: Tell) -> str:
    """The text of a field, cut between words where its column ends."""
    if len(text) <= form.LONGEST[name]:
        return text
    tell(f"Its {name.replace('_', ' ')} is too long and was cut: {text[:60]} …")
    return text[: form.LONGEST[name] - 1].rsplit(" ", 1)[0] + "…"


def readdressed(body: str, old: str, new: str) -> str:
    """The text with one picture's address replaced, in each form that Markdown has for it."""
    for address in dict.fromkeys((old, unquote(old))):
        signs = (
            r"(?P<before>\]\(\s*<?|^ {0,3}\[[^\]]+\]:\s*<?)"
            rf"{re.escape(address)}(?=[>)\s]|\Z)"
        )
        body = re.sub(signs, lambda found: f"{found['before']}{new}", body, flags=re.M)
    return body
