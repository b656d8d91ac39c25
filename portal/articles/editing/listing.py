"""The list of all articles for editors: by state, by their words, page by page.

What readers see is found by the index, as readers find it; what only editors see, by looking.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, or_, select, tuple_
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.articles.editing.models import Revision
from portal.articles.editing.reading import BEHIND
from portal.articles.models import Article, Author, Section, State
from portal.articles.rules import Cursor
from portal.articles.searching.finding import every_match
from portal.articles.searching.words import sought

PAGE_LENGTH = 50
# What one may ask for: the three states, and live ones with a newer text behind them.
STATES = ("draft", "scheduled", "published", "behind")
LONGEST_SEARCH = 100
TEXTS = ("headline", "standfirst", "body_markdown")


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
        .where(*_asked(session, state, words))
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


def _asked(session: Session, state: str, words: str) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if state == "behind":
        where += [Article.state == State.PUBLISHED, Revision.act.in_(BEHIND)]
    elif state:
        where.append(Article.state == State(state))
    if typed := words[:LONGEST_SEARCH].split():
        found = [and_(*map(_has, typed))]
        if kept := sought(words):
            found.append(Article.id.in_(every_match(session, kept)))
        where.append(or_(*found))
    return where


def _has(word: str) -> ColumnElement[bool]:
    """In a headline, or in a text that readers do not see and the index does not hold.

    SQLite folds the case of Latin letters only, so the other ways to write a word are asked, too.
    """
    newer = [Revision.fields[name].as_string() for name in TEXTS]
    spelled = sorted({word, word.lower(), word.upper(), word.capitalize()})

    def within(columns: Sequence[SQLColumnExpression[str]]) -> ColumnElement[bool]:
        return or_(*(text.icontains(s, autoescape=True) for text in columns for s in spelled))

    return or_(
        within([Article.headline]),
        and_(Article.state != State.PUBLISHED, within([Article.standfirst, Article.body_markdown])),
        and_(Revision.act.in_(BEHIND), within(newer)),
    )
