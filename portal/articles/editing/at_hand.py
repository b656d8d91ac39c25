"""What stands ready on the desk: the newest pictures, and the one that is chosen."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.articles import models
from portal.articles.pictures import listing

PICTURES_SHOWN = 24
MOST_ID = 2_147_483_647  # beyond it, a column of ids holds nothing


def newest_pictures(session: Session) -> list[listing.Shown]:
    """The newest first. One query."""
    query = select(models.Picture).order_by(models.Picture.id.desc()).limit(PICTURES_SHOWN)
    return [listing.of(row) for row in session.scalars(query)]


def picture_of(session: Session, picture_id: int | None) -> listing.Shown | None:
    """The picture of that id, if there is one. At most one query."""
    is_one = picture_id is not None and 0 < picture_id <= MOST_ID
    row = session.get(models.Picture, picture_id) if is_one else None
    return listing.of(row) if row else None
