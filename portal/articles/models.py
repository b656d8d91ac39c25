"""The tables of the newsroom's pages: sections, authors, pictures, tags, articles."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Enum, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.extensions import Model


class Kind(StrEnum):
    """What a piece is: an article, or a brief of a few sentences."""

    ARTICLE = "article"
    BRIEF = "brief"


class State(StrEnum):
    """Whether readers see a piece. A scheduled one is published by a job when its time comes."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"


def _words(kind: type[Kind] | type[State]) -> Enum:
    return Enum(kind, native_enum=False, length=12, values_callable=lambda k: [w.value for w in k])


class Section(Model):
    """A part of the newspaper, in the order of the masthead."""

    __tablename__ = "sections"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(default=0)


class Picture(Model):
    """One picture in several widths; its files are named by its content and its sizes."""

    __tablename__ = "pictures"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)  # of the content, hexadecimal
    sizes: Mapped[list[list[int]]] = mapped_column(JSON)  # [width, height] in pixels, ascending
    # What is offered where it is used; each article has words of its own.
    alt: Mapped[str] = mapped_column(String(300), default="", server_default="")
    credit: Mapped[str] = mapped_column(String(120), default="", server_default="")
    created_at: Mapped[datetime]


class Author(Model):
    """Who writes: a name readers know; not an account."""

    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(120), default="")
    bio: Mapped[str] = mapped_column(Text, default="")
    portrait_id: Mapped[int | None] = mapped_column(ForeignKey(Picture.id))
    portrait_alt: Mapped[str] = mapped_column(String(300), default="")


class Article(Model):
    """One piece of journalism as readers see it; never shown to them yet, its latest draft.

    `body_html`, `words` and `reading_minutes` follow `body_markdown`. `published_at` is the first
    time readers saw it, `updated_at` the update they are told of; `corrections` are [moment, text]
    pairs. What was typed since stands in the revisions of the writing desk.
    """

    __tablename__ = "articles"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[Kind] = mapped_column(_words(Kind))
    section_id: Mapped[int] = mapped_column(ForeignKey(Section.id))
    author_id: Mapped[int] = mapped_column(ForeignKey(Author.id))
    kicker: Mapped[str] = mapped_column(String(80), default="")
    headline: Mapped[str] = mapped_column(String(200))
    standfirst: Mapped[str] = mapped_column(String(500), default="")
    body_markdown: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[int] = mapped_column(default=0)
    reading_minutes: Mapped[int] = mapped_column(default=1)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey(Picture.id))
    picture_alt: Mapped[str] = mapped_column(String(300), default="")
    picture_caption: Mapped[str] = mapped_column(String(500), default="")
    picture_credit: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[State] = mapped_column(_words(State), default=State.DRAFT)
    published_at: Mapped[datetime | None]
    updated_at: Mapped[datetime | None]
    corrections: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    version: Mapped[int] = mapped_column(default=1)  # the latest revision: two editors notice
    edited_at: Mapped[datetime] = mapped_column(default=clock.now)
    scheduled_at: Mapped[datetime | None]

    # One for each feed: the next page starts where the cursor points, however long the feed.
    __table_args__ = (
        Index("ix_articles_feed", "state", "published_at", "id"),
        Index("ix_articles_section_feed", "section_id", "state", "published_at", "id"),
        Index("ix_articles_author_feed", "author_id", "state", "published_at", "id"),
        # For editors: what was last worked on; and what is due.
        Index("ix_articles_edited", "edited_at", "id"),
        Index("ix_articles_state_edited", "state", "edited_at", "id"),
        Index("ix_articles_due", "state", "scheduled_at"),
    )


class Tag(Model):
    """A subject that runs through pieces of any section."""

    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(80))


class ArticleTag(Model):
    """That an article is about a subject.

    `published_at` is the article's while readers can see it, else null; triggers keep it so, and
    nobody else writes it (`searching/structure.py`).
    """

    __tablename__ = "article_tags"

    article_id: Mapped[int] = mapped_column(
        ForeignKey(Article.id, ondelete="CASCADE"), primary_key=True
    )
    tag_id: Mapped[int] = mapped_column(ForeignKey(Tag.id), primary_key=True, index=True)
    published_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_article_tags_feed", "tag_id", "published_at", "article_id"),)
