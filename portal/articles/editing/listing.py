"""The list of all articles for editors: by state, by words of the headline, page by page."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, tuple_
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.articles.editing.models import Revision
from portal.articles.editing.reading import BEHIND
from portal.articles.models import Article, Author, Section, State
from portal.articles.rules import Cursor

PAGE_LENGTH = 50
# What one may ask for: the three states, and live ones with a newer text behind them.
STATES = ("draft", "scheduled", "published", "behind")
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Line:
    """One article in the list. `by` worked on it last; none: the portal, or nobody yet."""

    id: int
    headline: str
    is_brief: bool
    section: str
    author: str
    state: State
    is_behind: bool
    scheduled_at: datetime | None
    published_at: datetime | None
    edited_at: datetime
    by: str | None


@dataclass(frozen=True)
class Page:
    """Some lines, last worked on first, and where the next page begins."""

    lines: list[Line]
    next: Cursor | None


def articles(
    session: Session, state: str = "", words: str = "", after: Cursor | None = None
) -> Page:
    """A page of the list. One query."""
    query = (
        select(
            Article.id, Article.headline, Article.kind, Section.name, Author.name, Article.state,
            Revision.act, Article.scheduled_at, Article.published_at, Article.edited_at,
            Account.name, Account.email, Revision.fields["headline"].as_string(),
        )
        .join(Section, Section.id == Article.section_id)
        .join(Author, Author.id == Article.author_id)
        .outerjoin(
            Revision,
            and_(Revision.article_id == Article.id, Revision.number == Article.version),
        )
        .outerjoin(Account, Account.id == Revision.account_id)
        .where(*_asked(state, words))
    )  # fmt: skip
    if after is not None:
        place = tuple_(after.published_at, after.article_id)
        query = query.where(tuple_(Article.edited_at, Article.id) < place)
    newest = query.order_by(Article.edited_at.desc(), Article.id.desc()).limit(PAGE_LENGTH + 1)
    found = [
        Line(
            number, newer or headline, kind == "brief", section, author, state_,
            state_ is State.PUBLISHED and act in BEHIND, scheduled_at, published_at, edited_at,
            name or email,
        )
        for number, headline, kind, section, author, state_, act, scheduled_at, published_at,
            edited_at, name, email, newer in session.execute(newest)
    ]  # fmt: skip
    last = found[PAGE_LENGTH - 1] if len(found) > PAGE_LENGTH else None
    return Page(found[:PAGE_LENGTH], Cursor(last.edited_at, last.id) if last else None)


def _asked(state: str, words: str) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if state == "behind":
        where += [Article.state == State.PUBLISHED, Revision.act.in_(BEHIND)]
    elif state:
        where.append(Article.state == State(state))
    # SQLite folds the case of Latin letters only, so the other ways to write a word are asked, too.
    for word in words[:LONGEST_SEARCH].split():
        spelled = {word, word.lower(), word.upper(), word.capitalize()}
        where.append(
            or_(*(Article.headline.icontains(s, autoescape=True) for s in sorted(spelled)))
        )
    return where
