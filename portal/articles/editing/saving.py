"""Keeping what an editor typed: each save is a revision, and only some of them reach readers.

`save` is the one way to write an article's text. The versions are compared inside the unit of
work, so that of two editors who began from the same text the second is told, not obeyed.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.articles.editing import acts, old_addresses
from portal.articles.editing.acts import NOTHING_MORE, Terms
from portal.articles.editing.fields import Fields
from portal.articles.editing.models import Act, Revision
from portal.articles.editing.tagging import names_now
from portal.articles.editing.taking_effect import fields_of, free_slug, put
from portal.articles.models import Article, State
from portal.audit import log
from portal.errors import Missing, Refused
from portal.web import versions

# These wait in a revision while readers see the text of before.
BEHIND = {Act.SAVED, Act.RESTORED}


class Overtaken(Refused):
    """Somebody else kept another text since this one was begun."""

    default = "Somebody else saved this article while you were writing. Nothing was overwritten."


def save(
    session: Session,
    article_id: int | None,
    began_from: int | None,
    fields: Fields,
    *,
    by: int | None,
    act: Act,
    now: datetime,
    terms: Terms = NOTHING_MORE,
) -> int:
    """The text is kept as the article's newest revision, and the act has happened; its id.

    Called inside a unit of work. `article_id` None makes a new article; `began_from` is the
    revision that the text was begun from, None to take whatever is there. `by` is an account.
    A second press of the same button changes nothing, nor does saving what is saved.

    Raises: Overtaken; Refused (a field) when the text or the act does not fit; Missing.
    """
    acts.check_lengths(fields)
    acts.check_terms(act, terms, now)
    article = _held(session, article_id)
    if not fields.slug:
        known = article.slug if article.published_at else None
        fields = fields.with_slug(known or free_slug(session, fields.headline, article_id))
    latest = _latest(session, article) if article_id is not None else None
    brings_past = act is Act.IMPORTED and _brings_another_past(article, terms)
    if latest and not brings_past and _is_kept(latest, began_from, fields, by, act):
        return article.id
    acts.check_fits(act, article.state)
    if act in acts.SHOWING or (act is Act.SAVED and article.state is State.SCHEDULED):
        acts.check_whole(fields)
    if latest is not None:
        _check_not_overtaken(session, article, began_from, fields, latest)
    before = {"state": article.state.value, "version": article.version}
    was_live = article.state is State.PUBLISHED
    try:
        if act not in BEHIND or not was_live:
            put(session, article, fields)
        _move(session, article, act, now, terms)
        _keep(session, article, fields, by=by, act=act, now=now, terms=terms)
    except IntegrityError as error:  # another process was quicker by a moment
        raise Refused(
            "Somebody else took this address or made the same tag at this very moment."
            " Nothing was saved; please save again."
        ) from error
    if article.state is State.PUBLISHED and act not in BEHIND:
        old_addresses.take(session, article.slug)
    if was_live or article.state is State.PUBLISHED:
        versions.bump(session, "articles")
    log.record(
        session, by, action=f"article.{act.value}", subject=f"article:{article.id}",
        before=before, after={"state": article.state.value, "version": article.version},
    )  # fmt: skip
    return article.id


def latest_fields(session: Session, article: Article) -> Fields:
    """What was typed last: the newest revision, or what stands on an article without any.

    Its tags are those that are meant today.
    """
    found = revision(session, article.id, article.version)
    if found is None:
        return fields_of(session, article)
    fields = Fields.from_json(found.fields)
    return replace(fields, tags=names_now(session, fields.tags))


def revision(session: Session, article_id: int, number: int) -> Revision | None:
    """The row of that number, if there is one. One query."""
    return session.scalar(
        select(Revision).where(Revision.article_id == article_id, Revision.number == number)
    )


def _held(session: Session, article_id: int | None) -> Article:
    if article_id is None:
        return Article(state=State.DRAFT, version=0)
    article = session.get(Article, article_id, with_for_update=True, populate_existing=True)
    if article is None:
        raise Missing("This article was removed.")
    return article


def _latest(session: Session, article: Article) -> Revision:
    """The newest revision; for an article set before there were any, it is written down first."""
    found = revision(session, article.id, article.version)
    if found is None:
        found = Revision(
            article_id=article.id, number=article.version, at=article.edited_at, account_id=None,
            act=Act.IMPORTED, detail="", fields=fields_of(session, article).to_json(),
        )  # fmt: skip
        session.add(found)
        session.flush()
    return found


def _is_kept(
    latest: Revision, began_from: int | None, mine: Fields, by: int | None, act: Act
) -> bool:
    """True when there is nothing to do: the same is saved, or the same button was pressed twice."""
    if latest.fields != mine.to_json():
        return False
    is_second_press = latest.act is act and latest.account_id == by
    return act in (Act.SAVED, Act.IMPORTED) or (is_second_press and began_from == latest.number - 1)


def _brings_another_past(article: Article, terms: Terms) -> bool:
    """True when an import has other moments for the article than it has, and is to set them."""
    if terms.published_at is not None:
        corrections = [[at.isoformat(), text] for at, text in terms.corrections]
        mine = (State.PUBLISHED, terms.published_at, terms.updated_at, corrections)
        theirs = (article.state, article.published_at, article.updated_at, article.corrections)
        return mine != theirs
    return terms.due_at is not None and terms.due_at != article.scheduled_at


def _check_not_overtaken(
    session: Session, article: Article, began_from: int | None, mine: Fields, latest: Revision
) -> None:
    """The text may be newer than the one it was begun from, but then it must say the same."""
    if began_from is None or began_from == article.version:
        return
    base = revision(session, article.id, began_from)
    if latest.fields not in (mine.to_json(), base.fields if base else None):
        raise Overtaken


def _move(session: Session, article: Article, act: Act, now: datetime, terms: Terms) -> None:
    """The article is in the state that the act leads to, with the moments that belong to it."""
    if act is Act.PUBLISHED and article.published_at is None:
        article.published_at = now
    elif act in (Act.PUBLISHED, Act.UPDATED, Act.CORRECTED) and terms.tells:
        article.updated_at = now
    if act is Act.CORRECTED:
        article.corrections = [*article.corrections, [now.isoformat(), terms.note]]
    if act is Act.IMPORTED and terms.published_at is not None:
        article.published_at = terms.published_at
        article.updated_at = terms.updated_at
        article.corrections = [[at.isoformat(), text] for at, text in terms.corrections]
    article.state = _state_after(article.state, act, terms)
    if article.state is not State.SCHEDULED:
        article.scheduled_at = None
    elif terms.due_at is not None:
        article.scheduled_at = terms.due_at
    session.flush()


def _state_after(state: State, act: Act, terms: Terms) -> State:
    if act is Act.IMPORTED and (terms.published_at or terms.due_at):
        return State.PUBLISHED if terms.published_at else State.SCHEDULED
    return {
        Act.PUBLISHED: State.PUBLISHED,
        Act.SCHEDULED: State.SCHEDULED,
        Act.UNPUBLISHED: State.DRAFT,
    }.get(act, state)


def _keep(
    session: Session,
    article: Article,
    fields: Fields,
    *,
    by: int | None,
    act: Act,
    now: datetime,
    terms: Terms,
) -> None:
    article.version += 1
    article.edited_at = now
    session.add(
        Revision(
            article_id=article.id, number=article.version, at=now, account_id=by, act=act,
            detail=terms.due_at.isoformat() if terms.due_at else terms.note,
            fields=fields.to_json(),
        )
    )  # fmt: skip
    session.flush()
