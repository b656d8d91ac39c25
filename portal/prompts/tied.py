"""What prompts and the house rules are tied to by a tag, for whoever renames or removes the tag."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.prompts.keeping import TOPIC
from portal.prompts.models import PromptHouse, PromptRow
from portal.web.versions import bump

COLUMNS = ("tags", "away_tags")


def named_by(session: Session, tag: str) -> list[str]:
    """The names of the prompts that a tag (its slug) is part of; "" for the house rules."""
    named = [row.name for row in _prompts(session) if tag in (*row.tags, *row.away_tags)]
    house = session.get(PromptHouse, 1)
    return [*named, *([""] if house and tag in house.quiet_tags else [])]


def move(session: Session, tag: str, to: str) -> None:
    """Whatever named the one tag names the other (slugs), inside a unit of work."""
    moved = False
    for row in _prompts(session):
        for column in COLUMNS:
            if tag in (slugs := getattr(row, column)):
                setattr(row, column, sorted({*slugs, to} - {tag}))
                moved = True
    house = session.get(PromptHouse, 1, with_for_update=True)
    if house and tag in house.quiet_tags:
        house.quiet_tags = sorted({*house.quiet_tags, to} - {tag})
        moved = True
    if moved:
        session.flush()
        bump(session, TOPIC)


def _prompts(session: Session) -> list[PromptRow]:
    return list(session.scalars(select(PromptRow).order_by(PromptRow.id)))
