"""Steps of the setup, and what earlier runs of it committed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from portal.billing import marks
from portal.billing.models import StripeOrder
from portal.extensions import db, end_read

CONFIGURATION, ENDPOINT = "setup:configuration", "setup:endpoint"
THINGS = {
    "product": "product", "configuration": "billing portal", "endpoint": "webhook endpoint",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One thing of the account. `noun`: see THINGS. `act`: make, change, remove, or "" for nothing.

    `words` say to the operator how it stands, or what will become of it; `ref` is the object,
    `parameters` what is sent. `generation` tells a creation from earlier ones of its kind.
    """

    noun: str
    words: str
    act: str = ""
    ref: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    generation: int = 0


def known(name: str) -> str | None:
    """What a mark remembers."""
    try:
        return marks.value_of(db.session(), name)
    finally:
        end_read()


def generation_of(target: str) -> int:
    """How many creations have ended. Read BEFORE what there is, so that a race makes none twice."""
    ended = select(func.count()).where(
        StripeOrder.target_ref == target, StripeOrder.state != "waiting"
    )
    try:
        return db.session.scalar(ended) or 0
    finally:
        end_read()


def waiting_of(target: str) -> Sequence[str]:
    """The natural keys of creations that are under way, or were cut off."""
    waiting = select(StripeOrder.natural_key).where(
        StripeOrder.target_ref == target, StripeOrder.state == "waiting"
    )
    try:
        return db.session.scalars(waiting).all()
    finally:
        end_read()
