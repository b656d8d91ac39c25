"""Putting what was typed onto the article itself, so that it is what readers see (or would)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.articles.editing import old_addresses
from portal.articles.editing.fields import Fields
from portal.articles.editing.slugs import MAX_TYPED, slug_of
from portal.articles.editing.tagging import set_tags, tags_of
from portal.articles.models import Article, Author, Kind, Picture, Section
from portal.articles.writing import write
from portal.errors import Refused

COLUMNS = (
    "slug", "section_id", "author_id", "kicker", "headline", "standfirst",
    "picture_id", "picture_alt", "picture_caption", "picture_credit",
)  # fmt: skip


def fields_of(session: Session, article: Article) -> Fields:
    """What stands on the article itself, as it would stand in the form. One query, for the tags."""
    return Fields(
        **{name: getattr(article, name) for name in COLUMNS},
        kind=article.kind.value,
        body_markdown=article.body_markdown,
        tags=tags_of(session, article.id),
    )


def put(session: Session, article: Article, fields: Fields) -> None:
    """The article holds these fields, inside a unit of work.

    An address that readers may know leads to the new one. Raises: Refused (field "slug", …).
    """
    _check_parents(session, fields)
    if article.id is None or fields.slug != article.slug:
        _check_free(session, fields.slug, article.id)
        if article.id is not None and article.published_at is not None:
            old_addresses.leave(session, article.slug, article.id)
    for name in COLUMNS:
        setattr(article, name, getattr(fields, name))
    article.kind = Kind(fields.kind)
    if article.id is None or article.body_markdown != fields.body_markdown:
        write(article, fields.body_markdown)
    session.add(article)
    session.flush()
    set_tags(session, article.id, fields.tags)


def free_slug(session: Session, headline: str, article_id: int | None) -> str:
    """An address made of the headline that neither is nor leads to another article's."""
    base = slug_of(headline) or "article"
    slug, number = base, 1
    while _is_taken(session, slug, article_id) or old_addresses.is_left(
        session, slug, by_another_than=article_id
    ):
        number += 1
        slug = f"{base[: MAX_TYPED - 8]}-{number}"
    return slug


def _check_free(session: Session, slug: str, article_id: int | None) -> None:
    if _is_taken(session, slug, article_id):
        raise Refused("Another article has this address. Choose another one.", field="slug")


def _is_taken(session: Session, slug: str, article_id: int | None) -> bool:
    owner = session.scalar(select(Article.id).where(Article.slug == slug))
    return owner is not None and owner != article_id


def _check_parents(session: Session, fields: Fields) -> None:
    if session.get(Section, fields.section_id) is None:
        raise Refused("This section is gone. Choose another one.", field="section_id")
    if session.get(Author, fields.author_id) is None:
        raise Refused("This author is gone. Choose another one.", field="author_id")
    if fields.picture_id is not None and session.get(Picture, fields.picture_id) is None:
        raise Refused("This picture is gone. Choose another one.", field="picture_id")
