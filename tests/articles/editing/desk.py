"""What tests of the writing desk begin with: a section, an author, an editor, a text."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal.accounts.models import Account
from portal.articles.editing.acts import Terms
from portal.articles.editing.fields import Fields
from portal.articles.editing.models import Act, Revision
from portal.articles.editing.saving import save
from portal.articles.models import Article, Author, Section
from portal.extensions import db, unit_of_work
from tests.accounts.people import proved

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def set_up() -> Fields:
    """A newsroom with two sections and two authors; a text that may be published."""
    with unit_of_work() as session:
        sections = [Section(slug=s, name=s.capitalize(), position=i)
                    for i, s in enumerate(("city", "harbour"))]  # fmt: skip
        authors = [Author(slug="chidi-okafor", name="Chidi Okafor", role="Reporter"),
                   Author(slug="dorota-quill", name="Dorota Quill", role="Editor")]  # fmt: skip
        session.add_all([*sections, *authors])
        session.flush()
        return Fields(
            headline="The wall is approved", section_id=sections[0].id, author_id=authors[0].id,
            standfirst="By one vote.", body_markdown="The council met at nine.",
            tags=("council", "flood wall"),
        )  # fmt: skip


def editor(name: str = "bohdan") -> Account:
    """A person who may edit; the address is theirs at example.org."""
    return proved(f"{name}@example.org", role="editor")


def keep(
    fields: Fields,
    act: Act = Act.SAVED,
    article_id: int | None = None,
    began_from: int | None = None,
    *,
    by: int | None = None,
    now: datetime = NOW,
    **terms: Any,
) -> int:
    """Save in a unit of work of its own; the article's id."""
    with unit_of_work() as session:
        return save(
            session, article_id, began_from, fields, by=by, act=act, now=now, terms=Terms(**terms)
        )


def published(fields: Fields, **changes: Any) -> int:
    """An article that readers see."""
    return keep(replace(fields, **changes), Act.PUBLISHED)


def row(article_id: int) -> Article:
    """The article as the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Article, article_id)


def acts(article_id: int) -> list[str]:
    """What was done to it, in order."""
    db.session.rollback()
    return list(
        db.session.scalars(
            select(Revision.act).where(Revision.article_id == article_id).order_by(Revision.number)
        )
    )
