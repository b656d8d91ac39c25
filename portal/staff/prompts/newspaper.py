"""What prompts may be tied to: the newspaper's sections and tags, by name and by slug."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.articles.editing.fields import names_of_tags
from portal.articles.editing.tagging import meant_by
from portal.articles.models import Section, Tag
from portal.errors import Refused


def sections(session: Session) -> list[tuple[str, str]]:
    """(slug, name) of every section, in the masthead's order. One query."""
    query = select(Section.slug, Section.name).order_by(Section.position, Section.id)
    return [(slug, name) for slug, name in session.execute(query)]


def tag_slugs(session: Session, typed: str, *, field: str) -> frozenset[str]:
    """The slugs of tags typed by name, slug or another word for them, separated by commas.

    Raises: Refused (of `field`) for one that no article has had: a slip would ask mourners.
    """
    found = set()
    for name in names_of_tags(typed):
        tag = meant_by(session, name)
        if tag is None:
            raise Refused(f"There is no tag “{name}”.", field=field)
        found.add(tag.slug)
    return frozenset(found)


def tag_names(session: Session, slugs: Iterable[str]) -> str:
    """The names of tags as they are typed; of one that is gone, its slug."""
    wanted = sorted(slugs)
    rows = session.execute(select(Tag.slug, Tag.name).where(Tag.slug.in_(wanted)))
    named = {row.slug: row.name for row in rows}
    return ", ".join(named.get(slug, slug) for slug in wanted)
