"""What was changed of a prompt, by whom: differences for the audit log, and reading them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.audit import log
from portal.prompts.prompt import Prompt

SHOWN = 30
ALL = "prompts"  # the subject of what holds for every prompt


@dataclass(frozen=True)
class Told:
    """One act: when, who (none: the portal), what, and each change as (what, before, after)."""

    at: datetime
    by: str | None
    action: str
    changes: tuple[tuple[str, str, str], ...]


def subject_of(slug: str) -> str:
    """What a prompt is in the audit log."""
    return f"prompt:{slug}"


def differences(before: Prompt | None, after: Prompt) -> tuple[dict[str, Any], dict[str, Any]]:
    """What differs, as JSON values: what was, and what is."""
    old, new = flat(before) if before else {}, flat(after)
    changed = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return (
        {name: old[name] for name in changed if name in old},
        {name: new[name] for name in changed if name in new},
    )


def flat(prompt: Prompt) -> dict[str, Any]:
    """Every field by a name of its own, the wordings' included, as JSON values."""
    found = {f.name: _json(getattr(prompt, f.name)) for f in fields(Prompt)}
    del found["caps"], found["variants"]
    found |= asdict(prompt.caps)
    for variant in prompt.variants:
        for name, value in asdict(variant).items():
            if name != "slug":
                found[f"{variant.slug}: {name}"] = _json(value)
    return found


def of(session: Session, subject: str) -> list[Told]:
    """The newest acts on a subject, newest first. Two queries."""
    entries = log.latest(session, subject=subject, limit=SHOWN)
    people = {entry.actor_id for entry in entries if entry.actor_id}
    rows = session.execute(
        select(Account.id, Account.name, Account.email).where(Account.id.in_(people))
    )
    names = {number: name or email for number, name, email in rows}
    return [
        Told(
            entry.happened_at,
            names.get(entry.actor_id) if entry.actor_id else None,
            entry.action,
            changes(entry.before, entry.after),
        )
        for entry in entries
    ]


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[tuple[str, str, str], ...]:
    """Each change as (what, before, after), in words."""
    return tuple(
        (name.replace("_", " "), _words(before.get(name)), _words(after.get(name)))
        for name in {**before, **after}
    )


def _json(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (frozenset, tuple)):
        return sorted(value) if isinstance(value, frozenset) else list(value)
    return value


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
