"""Tags that have another name, become one, or go, wherever they are named.

A tag's address stays when its name changes; words that meant it mean it still.
"""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.articles.editing import shelves, tagging
from portal.articles.editing.models import TagAlias
from portal.articles.models import ArticleTag, Tag
from portal.audit import log
from portal.errors import Missing, Refused
from portal.prompts import tied
from portal.web import versions


def rename(session: Session, tag: Tag, name: str, by: int | None) -> None:
    """The tag has this name, inside a unit of work, and who types it means the tag.

    Raises: Refused (field "name") when the name means another tag.
    """
    other = tagging.meant_by(session, name)
    if other is not None and other.id != tag.id:
        raise Refused(
            f"“{name}” means the tag “{other.name}” already. Put the two together instead.",
            field="name",
        )
    shelves.change(session, tag, by, name=name)
    tagging.lead(session, tagging.key_of(name), tag)


def put_together(session: Session, tag: Tag, name: str, by: int | None) -> Tag:
    """The articles of the tag have the other one, of that name, inside a unit of work; that tag.

    The first is gone; its address and its words lead to the other, in prompts, too.
    Raises: Refused (field "into").
    """
    into = tagging.meant_by(session, name)
    if into is None:
        raise Refused(f"There is no tag “{name}”.", field="into")
    if into.id == tag.id:
        raise Refused("This is the tag itself. Name another one.", field="into")
    _hold(session, tag, into)
    mine = ArticleTag.tag_id == tag.id
    has_it = select(ArticleTag.article_id).where(ArticleTag.tag_id == into.id)
    for statement in (
        delete(ArticleTag).where(mine, ArticleTag.article_id.in_(has_it)),
        update(ArticleTag).where(mine).values(tag_id=into.id),
        update(TagAlias).where(TagAlias.tag_id == tag.id).values(tag_id=into.id),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
    tied.move(session, tag.slug, into.slug)
    _gone(session, tag, by, "put_together", after={"name": into.name, "slug": into.slug})
    tagging.lead(session, tag.slug, into)
    return into


def remove(session: Session, tag: Tag, by: int | None) -> None:
    """No article has the tag, and there is none, inside a unit of work; typed again, it is anew.

    Raises: Refused while a prompt goes by it: an ask might stand where it must not.
    """
    if named := tied.named_by(session, tag.slug):
        names = ", ".join(
            f"“{name}”" if name else "the rule where nobody is asked" for name in named
        )
        raise Refused(
            f"Prompts go by “{tag.name}”: {names}. Take it out there first, or put it together"
            " with another tag."
        )
    _hold(session, tag)
    for statement in (
        delete(ArticleTag).where(ArticleTag.tag_id == tag.id),
        update(TagAlias).where(TagAlias.tag_id == tag.id).values(tag_id=None),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
    _gone(session, tag, by, "removed", after={})
    tagging.lead(session, tag.slug, None)


def _hold(session: Session, *tags: Tag) -> None:
    """In the order of their ids, so that two who put together the same two do not wait forever."""
    ids = [tag.id for tag in tags]
    held = session.scalars(
        select(Tag.id).where(Tag.id.in_(ids)).order_by(Tag.id).with_for_update()
    ).all()
    if len(held) < len(ids):
        raise Missing("It was removed already.")


def _gone(
    session: Session, tag: Tag, by: int | None, what: str, *, after: dict[str, object]
) -> None:
    log.record(
        session, by, action=f"tag.{what}", subject=f"tag:{tag.id}",
        before={"name": tag.name, "slug": tag.slug}, after=after,
    )  # fmt: skip
    session.delete(tag)
    session.flush()
    versions.bump(session, "articles")
