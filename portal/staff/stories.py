"""What stories, prompts, wordings and campaigns brought, with the names staff know them by."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.articles.editing.models import OldSlug
from portal.articles.models import Article
from portal.campaign.models import CampaignRow
from portal.finance.month_csv import text as safe
from portal.prompts import default_ask
from portal.prompts.models import PromptRow
from portal.prompts.prompt import HELD
from portal.support import brought
from portal.support.brought import Brought
from portal.support.models import Attempt

HEADER = ("source", "name", "checkouts_begun", "joined", "members_now", "donations")


@dataclass(frozen=True)
class Story:
    """One source: its slug (of a wording, prompt/wording), its name, what it brought."""

    slug: str
    name: str
    began: int
    joined: int
    members_now: int
    donations: int


def told(session: Session, source: str, first: date | None, last: date | None) -> list[Story]:
    """What each source of a kind (see brought.SOURCES) brought, most first. Five queries at most.

    An article counts under its present address, whichever it had when it was read. A prompt
    is told nothing of those whom it held back: they were shown none.
    """
    besides = HELD if source == "prompt" else ""
    found = brought.by(session, source, first, last, besides)
    if source == "article":
        return _articles(session, found)
    names = _names(session, source)
    return [_story(one, "/".join(one.slugs), _name(source, one.slugs, names)) for one in found]


def as_csv(stories: Iterable[Story]) -> str:
    """The same as a file that spreadsheets open safely."""
    file = io.StringIO()
    lines = csv.writer(file, lineterminator="\r\n")
    lines.writerow(HEADER)
    for one in stories:
        figures = (one.began, one.joined, one.members_now, one.donations)
        lines.writerow((safe(one.slug), safe(one.name), *figures))
    return file.getvalue()


def _articles(session: Session, found: list[Brought]) -> list[Story]:
    moved = select(OldSlug.slug.label("old"), Article.slug).join(
        Article, Article.id == OldSlug.article_id
    )
    present = {row.old: row.slug for row in session.execute(moved)}
    whole: dict[str, list[Brought]] = {}
    for one in found:
        whole.setdefault(present.get(one.slugs[0], one.slugs[0]), []).append(one)
    rows = session.execute(
        select(Article.slug, Article.headline).where(
            or_(
                Article.slug.in_(select(Attempt.article_slug)),
                Article.id.in_(select(OldSlug.article_id)),
            )
        )
    )
    headlines = {row.slug: row.headline for row in rows}
    stories = [
        Story(
            slug,
            headlines.get(slug, slug),
            *(
                sum(getattr(part, figure) for part in parts)
                for figure in ("began", "joined", "members_now", "donations")
            ),
        )
        for slug, parts in whole.items()
    ]
    return sorted(stories, key=lambda one: (-one.joined, -one.donations, -one.began, one.slug))


def _names(session: Session, source: str) -> dict[str, str]:
    table = CampaignRow if source == "campaign" else PromptRow
    rows = session.execute(select(table.slug, table.name))
    return {row.slug: row.name for row in rows}


def _name(source: str, slugs: tuple[str, ...], names: dict[str, str]) -> str:
    if source != "campaign" and slugs[0] == default_ask.SLUG:
        return "The default ask"
    name = names.get(slugs[0], slugs[0])
    if source != "variant":
        return name
    return f"{name}, held back" if slugs[1] == HELD else f"{name}, “{slugs[1]}”"


def _story(one: Brought, slug: str, name: str) -> Story:
    return Story(slug, name, one.began, one.joined, one.members_now, one.donations)
