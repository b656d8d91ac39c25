"""What stands ready on the desk: the newest pictures, and the one that is chosen."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.articles import models, pieces

PICTURES_SHOWN = 24


@dataclass(frozen=True)
class Choice:
    """A picture that can be chosen, by its id."""

    id: int
    picture: pieces.Picture


def newest_pictures(session: Session) -> list[Choice]:
    """The newest first. One query."""
    query = select(models.Picture).order_by(models.Picture.id.desc()).limit(PICTURES_SHOWN)
    return [_choice(row) for row in session.scalars(query)]


def picture_of(session: Session, picture_id: int | None) -> Choice | None:
    """The picture of that id, if there is one. At most one query."""
    row = session.get(models.Picture, picture_id) if picture_id else None
    return _choice(row) if row else None


def _choice(row: models.Picture) -> Choice:
    return Choice(row.id, pieces.Picture(row.key, tuple((w, h) for w, h in row.sizes)))
