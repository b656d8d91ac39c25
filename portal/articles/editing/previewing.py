"""A text that is not published as it would stand before readers, and links to show it with."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from portal.articles import body, pieces, rules
from portal.articles.editing.fields import Fields
from portal.articles.models import Author, Picture, Section
from portal.errors import Missing

LINK_LASTS_DAYS = (1, 7, 30)


class Ended(Missing):
    """The link is too old, or it never was one."""

    default = "This link has ended. Ask whoever sent it to you for a new one."


@dataclass(frozen=True)
class Shown:
    """What the page of an article shows, of a text as it is typed. `body` is safe HTML."""

    headline: str
    kicker: str
    standfirst: str
    section: pieces.Section | None
    author: pieces.Author | None
    picture: pieces.Picture | None
    body: str
    words: int
    reading_minutes: int
    published_at: datetime
    updated_at: None = None


def shown(session: Session, fields: Fields, now: datetime) -> Shown:
    """The text as it would look if it were published now. At most three queries."""
    rendered = body.render(fields.body_markdown)
    section = session.get(Section, fields.section_id) if fields.section_id else None
    author = session.get(Author, fields.author_id) if fields.author_id else None
    return Shown(
        headline=fields.headline,
        kicker=fields.kicker,
        standfirst=fields.standfirst,
        section=pieces.Section(section.slug, section.name) if section else None,
        author=pieces.Author(author.slug, author.name, author.role) if author else None,
        picture=_picture(session, fields),
        body=body.rooted(rendered.html, request.script_root),
        words=rendered.words,
        reading_minutes=rules.reading_minutes(rendered.words),
        published_at=now,
    )


def link_token(article_id: int, now: datetime, days: int) -> tuple[str, datetime]:
    """What a link to the newest text of an article holds, and when it ends."""
    ends_at = (now + timedelta(days=days)).replace(microsecond=0)
    return _signer().dumps([article_id, int(ends_at.timestamp())]), ends_at


def article_behind(token: str, now: datetime) -> tuple[int, float]:
    """Which article a link shows, and when it ends (seconds since 1970). Raises: Ended."""
    try:
        article_id, ends_at = _signer().loads(token)
    except (BadSignature, ValueError, TypeError) as error:
        raise Ended from error
    if now.timestamp() >= ends_at:
        raise Ended
    return article_id, ends_at


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="articles.draft")


def _picture(session: Session, fields: Fields) -> pieces.Picture | None:
    row = session.get(Picture, fields.picture_id) if fields.picture_id else None
    if row is None:
        return None
    sizes = tuple((width, height) for width, height in row.sizes)
    words = (fields.picture_alt, fields.picture_caption, fields.picture_credit)
    return pieces.Picture(row.key, sizes, *words)
