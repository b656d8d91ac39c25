"""Tags as editors type them: words that become rows when a text takes effect."""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.articles.editing.slugs import slug_of
from portal.articles.models import ArticleTag, Tag

LONGEST_SLUG = 80


def tags_of(session: Session, article_id: int) -> tuple[str, ...]:
    """The names of an article's tags, by name. One query."""
    names = session.scalars(
        select(Tag.name)
        .join(ArticleTag, ArticleTag.tag_id == Tag.id)
        .where(ArticleTag.article_id == article_id)
        .order_by(Tag.name)
    )
    return tuple(names)


def set_tags(session: Session, article_id: int, names: Iterable[str]) -> None:
    """The article has these tags and no other, inside a unit of work; new ones are made."""
    wanted = {tag_named(session, name).id for name in names}
    has = set(session.scalars(select(ArticleTag.tag_id).where(ArticleTag.article_id == article_id)))
    if has - wanted:
        session.execute(
            delete(ArticleTag)
            .where(ArticleTag.article_id == article_id, ArticleTag.tag_id.in_(has - wanted))
            .execution_options(synchronize_session=False)
        )
    session.add_all(ArticleTag(article_id=article_id, tag_id=tag) for tag in sorted(wanted - has))


def tag_named(session: Session, name: str) -> Tag:
    """The tag of that name (written in whatever case), made if there is none."""
    slug = slug_of(name, LONGEST_SLUG) or f"tag-{_spelled(name)}"
    tag = session.scalar(select(Tag).where(Tag.slug == slug))
    if tag is None:
        tag = Tag(slug=slug, name=name)
        session.add(tag)
        session.flush()
    return tag


def _spelled(name: str) -> str:
    """An address for a name in a script we do not transliterate."""
    return name.casefold().encode().hex()[: LONGEST_SLUG - len("tag-")]
