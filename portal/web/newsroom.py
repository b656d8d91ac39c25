"""Who publishes: the newsroom's name and tagline, one row, shown on every page."""

from dataclasses import dataclass

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.extensions import Model


class NewsroomRow(Model):
    """The one row (id 1) of newsroom settings that are not secrets."""

    __tablename__ = "newsroom"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    tagline: Mapped[str] = mapped_column(String(160))


@dataclass(frozen=True)
class Newsroom:
    """The name and the line under it."""

    name: str = "The Newsroom"
    tagline: str = "Independent, paid by its readers"


def read(session: Session) -> Newsroom:
    """The newsroom as set, or the defaults on a new installation."""
    row = session.get(NewsroomRow, 1)
    return Newsroom(row.name, row.tagline) if row else Newsroom()
