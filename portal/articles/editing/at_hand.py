"""What stands ready on the desk: the newest pictures, and the one that is chosen."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.articles import models
from portal.articles.pictures import listing

PICTURES_SHOWN = 24


def newest_pictures(session: Session) -> list[listing.Shown]:
    """The newest first. One query."""
    query = select(models.Picture).order_by(models.Picture.id.desc()).limit(PICTURES_SHOWN)
    return [listing.of(row) for row in session.scalars(query)]


def picture_of(session: Session, picture_id: int | None) -> listing.Shown | None:
    """The picture of that id, if there is one. At most one query."""
    row = session.get(models.Picture, picture_id) if picture_id else None
    return listing.of(row) if row else None
