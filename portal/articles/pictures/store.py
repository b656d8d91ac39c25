"""Keeping pictures: files in `instance/media`, named by content, and one row for each picture.

Files are written before the row is committed, so that no page ever names a file that is not there,
and are never overwritten: an address stands for the same pixels for good.
"""

import os
import secrets
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.articles import pieces
from portal.articles.models import Picture
from portal.articles.pictures import uses
from portal.articles.pictures.intake import TakenIn, take_in
from portal.audit import log
from portal.errors import Missing, Refused
from portal.extensions import off_loop

# A large one takes 200 MB while it is decoded: one after another, however many are sent.
_one_at_a_time = threading.Lock()


def receive(data: bytes, media: Path) -> TakenIn:
    """The clean picture, its files written below `media`; not on the event loop.

    Called with no transaction open. Raises: Refused (field "picture").
    """
    with _one_at_a_time:
        return off_loop(lambda: _received(data, media))


def keep(
    session: Session,
    taken: TakenIn,
    *,
    now: datetime,
    by: int | None = None,
    alt: str = "",
    credit: str = "",
) -> tuple[Picture, bool]:
    """The row of a picture that was received, and whether it is new; inside a unit of work.

    A picture that is there already keeps its row; words that it lacks are taken over.
    """
    row = session.scalar(select(Picture).where(Picture.key == taken.key).with_for_update())
    if row is not None:
        row.alt, row.credit = row.alt or alt, row.credit or credit
        return row, False
    row = Picture(key=taken.key, sizes=taken.sizes, alt=alt, credit=credit, created_at=now)
    session.add(row)
    session.flush()
    _note(session, by, row, "added", after={"key": row.key})
    return row, True


def describe(session: Session, picture_id: int, *, alt: str, credit: str, by: int | None) -> None:
    """These words are offered with the picture from now on, inside a unit of work."""
    row = _held(session, picture_id)
    old = {"alt": row.alt, "credit": row.credit}
    row.alt, row.credit = alt, credit
    if old != (new := {"alt": alt, "credit": credit}):
        _note(session, by, row, "described", before=old, after=new)


def remove(session: Session, picture_id: int, by: int | None) -> list[str]:
    """The row is gone, inside a unit of work; the names of the files to delete afterwards.

    Raises: Refused while it is used; Missing.
    """
    row = _held(session, picture_id)
    if uses.of(session, row):
        raise Refused("This picture is used. Take it out there first; the list below says where.")
    names = [pieces.file_name(row.key, *size) for size in row.sizes]
    _note(session, by, row, "removed", before={"key": row.key})
    session.delete(row)
    session.flush()
    return names


def delete_files(media: Path, names: Sequence[str]) -> None:
    """The files of a row that is gone are gone."""
    for name in names:
        (media / name).unlink(missing_ok=True)


def write_files(taken: TakenIn, media: Path) -> None:
    """Every file of the picture lies below `media`, whole; one that is there is left alone."""
    media.mkdir(parents=True, exist_ok=True)
    for file in taken.files:
        path = media / pieces.file_name(taken.key, file.width, file.height)
        if not path.exists():
            put(path, file.data)


def put(path: Path, data: bytes) -> None:
    """The file holds these bytes: nobody ever reads half of it. Raises: OSError."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _received(data: bytes, media: Path) -> TakenIn:
    taken = take_in(data)
    write_files(taken, media)
    return taken


def _held(session: Session, picture_id: int) -> Picture:
    row = session.get(Picture, picture_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise Missing("This picture was removed.")
    return row


def _note(
    session: Session,
    by: int | None,
    row: Picture,
    what: str,
    *,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    log.record(
        session, by, action=f"picture.{what}", subject=f"picture:{row.id}",
        before=before, after=after,
    )  # fmt: skip
