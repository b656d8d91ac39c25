"""Between the tables and the frozen values: reading the board, writing a prompt."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import delete, literal, select, true
from sqlalchemy.orm import Session

from portal.errors import Missing, PortalError
from portal.prompts import rules
from portal.prompts.models import PromptHouse, PromptRow, VariantRow
from portal.prompts.prompt import Board, Caps, Prompt, Variant
from portal.web.versions import bump

TOPIC = "prompts"
CAPS = ("most_asks", "in_days", "days_after_close", "days_after_donation", "free_articles")
SETS = ("sections", "tags", "away_sections", "away_tags")
PLAIN = (
    "slug", "name", "placement", "audience", "starts_at", "ends_at", "priority", "is_live",
    "after_paragraph", "has_reminder", "holdout_permille", "sample", "measured_from",
)  # fmt: skip
WORDS = ("slug", "heading", "button", "signatory", "signatory_role", "weight")


class Changed(PortalError):
    """Somebody else changed the prompt since this editor began; nothing was saved."""


def board(session: Session) -> Board:
    """Everything decided about asking, prompts that are off included. One query."""
    one = select(literal(1).label("one")).subquery()
    rows = session.execute(
        select(PromptHouse, PromptRow, VariantRow)
        .select_from(one)
        .outerjoin(PromptHouse, PromptHouse.id == one.c.one)
        .outerjoin(PromptRow, true())
        .outerjoin(VariantRow, VariantRow.prompt_id == PromptRow.id)
        .order_by(PromptRow.id, VariantRow.position, VariantRow.id)
    ).all()
    house: PromptHouse | None = rows[0][0]
    variants: dict[PromptRow, list[Variant]] = {}
    for _house, row, variant in rows:
        if row is not None:
            variants.setdefault(row, []).extend([_variant(variant)] if variant else [])
    found = rules.in_order([_prompt(row, tuple(own)) for row, own in variants.items()])
    if house is None:
        return Board(found)
    quiet = (frozenset(house.quiet_sections), frozenset(house.quiet_tags))
    return Board(found, house.is_paused, *quiet)


def find(session: Session, slug: str) -> tuple[Prompt, int]:
    """One prompt and its version. Raises: Missing."""
    row = session.scalar(select(PromptRow).where(PromptRow.slug == slug))
    if row is None:
        raise Missing("There is no such prompt.")
    own = select(VariantRow).where(VariantRow.prompt_id == row.id)
    ordered = session.scalars(own.order_by(VariantRow.position, VariantRow.id))
    return _prompt(row, tuple(_variant(one) for one in ordered)), row.version


def keep(session: Session, prompt: Prompt, began_from: int | None, now: datetime) -> int:
    """Write a prompt with its variants, inside a unit of work; its new version.

    `began_from` is the version that the editor saw, None for a new prompt. Its slug never
    changes: tallies and attributions go by it.

    Raises: Changed when there is another version by now (or the slug is taken).
    """
    row = session.scalar(select(PromptRow).where(PromptRow.slug == prompt.slug).with_for_update())
    if (row.version if row else None) != began_from:
        raise Changed("Somebody else has changed this prompt meanwhile. Nothing was saved.")
    if row is None:
        row = PromptRow(version=0)
        session.add(row)
    _fill(row, prompt, now)
    session.flush()
    session.execute(delete(VariantRow).where(VariantRow.prompt_id == row.id))
    for position, variant in enumerate(prompt.variants):
        words = {name: getattr(variant, name) for name in WORDS}
        text = "\n\n".join(variant.paragraphs)
        session.add(VariantRow(prompt_id=row.id, position=position, text=text, **words))
    bump(session, TOPIC)
    return row.version


def set_house(
    session: Session,
    now: datetime,
    *,
    is_paused: bool,
    quiet_sections: frozenset[str],
    quiet_tags: frozenset[str],
) -> None:
    """Pause all asks or let them go on, and say where nobody is asked; in a unit of work."""
    house = session.get(PromptHouse, 1, with_for_update=True)
    if house is None:
        house = PromptHouse(id=1)
        session.add(house)
    house.is_paused = is_paused
    house.quiet_sections, house.quiet_tags = sorted(quiet_sections), sorted(quiet_tags)
    house.changed_at = now
    bump(session, TOPIC)


def pause(session: Session, now: datetime, *, is_paused: bool) -> bool:
    """All asks pause, or go on, in a unit of work; False when it was so already."""
    house = session.get(PromptHouse, 1, with_for_update=True)
    if is_paused == bool(house and house.is_paused):
        return False
    sections, tags = (house.quiet_sections, house.quiet_tags) if house else ([], [])
    set_house(
        session,
        now,
        is_paused=is_paused,
        quiet_sections=frozenset(sections),
        quiet_tags=frozenset(tags),
    )
    return True


def paragraphs_in(text: str) -> tuple[str, ...]:
    """The paragraphs of a typed text, which blank lines divide."""
    blocks = re.split(r"\n\s*\n", text.replace("\r", ""))
    return tuple(" ".join(block.split()) for block in blocks if block.strip())


def _fill(row: PromptRow, prompt: Prompt, now: datetime) -> None:
    values: dict[str, Any] = {name: getattr(prompt, name) for name in PLAIN}
    values |= {name: sorted(getattr(prompt, name)) for name in SETS}
    values |= {name: getattr(prompt.caps, name) for name in CAPS}
    values["cadences"] = list(prompt.cadences)
    for name, value in values.items():
        setattr(row, name, value)
    row.version, row.changed_at = row.version + 1, now


def _prompt(row: PromptRow, variants: tuple[Variant, ...]) -> Prompt:
    values: dict[str, Any] = {name: getattr(row, name) for name in PLAIN}
    values |= {name: frozenset(getattr(row, name)) for name in SETS}
    return Prompt(
        **values,
        caps=Caps(**{name: getattr(row, name) for name in CAPS}),
        cadences=tuple(row.cadences),
        variants=variants,
    )


def _variant(row: VariantRow) -> Variant:
    words = {name: getattr(row, name) for name in WORDS}
    return Variant(paragraphs=paragraphs_in(row.text), **words)
