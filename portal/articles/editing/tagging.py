"""Tags as editors type them: words that become rows when a text takes effect."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from portal.articles.editing.models import TagAlias
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
    """The tag that the name means, made if there is none, inside a unit of work."""
    tag = meant_by(session, name)
    if tag is None:
        tag = Tag(slug=key_of(name), name=name)
        session.add(tag)
        session.flush()
        _unlead(session, tag.slug)
    return tag


def meant_by(session: Session, name: str) -> Tag | None:
    """The tag of that name, written in whatever case, or one that took its place."""
    key = key_of(name)
    other = select(TagAlias.tag_id).where(TagAlias.slug == key)
    rows = session.scalars(
        select(Tag).where(or_(Tag.slug == key, Tag.id.in_(other), Tag.name == name))
    ).all()
    return min(rows, key=lambda tag: (tag.slug != key, tag.name != name), default=None)


def names_now(session: Session, names: Sequence[str]) -> tuple[str, ...]:
    """Tags that were typed some time ago as they are called today, without those removed since.

    At most one query.
    """
    if not names:
        return ()
    keys = {key_of(name): name for name in names}
    rows = session.execute(
        select(Tag.slug, Tag.name).where(Tag.slug.in_(keys))
        .union_all(
            select(TagAlias.slug, Tag.name)
            .outerjoin(Tag, Tag.id == TagAlias.tag_id)
            .where(TagAlias.slug.in_(keys))
        )
    )  # fmt: skip
    today: dict[str, str | None] = {row.slug: row.name for row in rows}
    called = (today.get(key, typed) for key, typed in keys.items())
    return tuple(dict.fromkeys(name for name in called if name))


def leads_to(session: Session, slug: str) -> str | None:
    """The present address of the tag that once had this one. One query."""
    return session.scalar(
        select(Tag.slug).join(TagAlias, TagAlias.tag_id == Tag.id).where(TagAlias.slug == slug)
    )


def lead(session: Session, slug: str, tag: Tag | None) -> None:
    """The address and the word lead to the tag (none: they mean one that was removed)."""
    if tag is None or slug != tag.slug:
        session.merge(TagAlias(slug=slug, tag_id=tag.id if tag else None))
        session.flush()
    else:
        _unlead(session, slug)


def key_of(name: str) -> str:
    """The address a name makes; two names that make the same one mean the same tag."""
    return slug_of(name, LONGEST_SLUG) or f"tag-{_spelled(name)}"


def _unlead(session: Session, slug: str) -> None:
    gone = delete(TagAlias).where(TagAlias.slug == slug)
    session.execute(gone.execution_options(synchronize_session=False))


def _spelled(name: str) -> str:
    """An address for a name in a script we do not transliterate."""
    return name.casefold().encode().hex()[: LONGEST_SLUG - len("tag-")]
