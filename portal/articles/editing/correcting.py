"""Changing the words of a correction, or taking it back; the audit log keeps what stood there.

Notes are no part of the text: its revisions, and a newer text that waits, stay as they are.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.articles.editing.acts import LONGEST_NOTE
from portal.articles.editing.differences import Part, words
from portal.articles.models import Article
from portal.audit import log
from portal.errors import Missing, Refused
from portal.web import versions

REWORDED, TAKEN_BACK = "correction.reworded", "correction.taken_back"


@dataclass(frozen=True)
class Trace:
    """What was done to a correction: when, by whom (none: gone), what stood there and what came.

    Without `now` it was taken back.
    """

    at: datetime
    by: str | None
    was: str
    now: str

    @property
    def parts(self) -> list[Part]:
        """What stood there with what is gone and what came."""
        return words(self.was, self.now)


def reword(
    session: Session, article_id: int, place: int, was: str, text: str, *, by: int | None
) -> None:
    """The correction says this and keeps its moment, inside a unit of work.

    `place` counts from 0 below the text, `was` is what the editor saw there (in whatever spacing).
    Raises: Refused (field "words"), also when somebody else was quicker; Missing.
    """
    if not text:
        raise Refused("Say what was wrong and what is right, or take it back.", field="words")
    if len(text) > LONGEST_NOTE:
        raise Refused(f"At most {LONGEST_NOTE} characters are possible.", field="words")
    article, noted = _held(session, article_id, place, was)
    if text != noted[place][1]:
        _set(session, article, [*noted[:place], [noted[place][0], text], *noted[place + 1 :]])
        _trace(session, article_id, by, noted[place], now=text)


def take_back(session: Session, article_id: int, place: int, was: str, *, by: int | None) -> None:
    """The correction is gone from below the text, inside a unit of work.

    Raises: Refused (field "words") when somebody else was quicker; Missing.
    """
    article, noted = _held(session, article_id, place, was)
    _set(session, article, [*noted[:place], *noted[place + 1 :]])
    _trace(session, article_id, by, noted[place])


def traces(session: Session, article_id: int) -> list[Trace]:
    """What was done to its corrections, the newest first. At most two queries."""
    entries = log.latest(session, subject=_subject(article_id))
    actors = {entry.actor_id for entry in entries}
    query = select(Account.id, Account.name, Account.email).where(Account.id.in_(actors))
    names = {row.id: row.name or row.email for row in session.execute(query)} if actors else {}
    return [
        Trace(
            entry.happened_at, names.get(entry.actor_id or 0), entry.before["text"],
            entry.after.get("text", ""),
        )
        for entry in entries
    ]  # fmt: skip


def _held(
    session: Session, article_id: int, place: int, was: str
) -> tuple[Article, list[list[str]]]:
    article = session.get(Article, article_id, with_for_update=True, populate_existing=True)
    if article is None:
        raise Missing("There is no such article, or it was removed.")
    noted = article.corrections
    if not 0 <= place < len(noted) or noted[place][1].split() != was.split():
        raise Refused(
            "Somebody else changed this correction meanwhile. Nothing was changed now; what"
            " stands there by now is on this page.",
            field="words",
        )
    return article, noted


def _set(session: Session, article: Article, noted: list[list[str]]) -> None:
    article.corrections = noted
    session.flush()
    versions.bump(session, "articles")


def _trace(
    session: Session, article_id: int, by: int | None, note: list[str], *, now: str = ""
) -> None:
    log.record(
        session, by, action=REWORDED if now else TAKEN_BACK, subject=_subject(article_id),
        before={"at": note[0], "text": note[1]}, after={"text": now} if now else {},
    )  # fmt: skip


def _subject(article_id: int) -> str:
    return f"corrections:{article_id}"
