"""Where a picture is used: at the top of an article, within a text, as a portrait, on a page."""

from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from portal.articles.editing.models import Revision
from portal.articles.models import Article, Author, Picture
from portal.articles.pages.models import PageRow


@dataclass(frozen=True)
class Use:
    """One place: `kind` is "article", "author" or "page", `ref` its id (a page's slug)."""

    kind: str
    ref: int | str
    name: str


def of(session: Session, picture: Picture) -> list[Use]:
    """Everything that shows it, or would when what is saved goes out.

    Earlier revisions of a text do not count: whoever restores one is told that it is gone. Reads
    every text there is, so it is for the page of one picture. Three queries.
    """
    words = f"/media/{picture.key}-"
    articles = (
        select(Article.id, Article.headline)
        .outerjoin(
            Revision,
            and_(Revision.article_id == Article.id, Revision.number == Article.version),
        )
        .where(
            or_(
                Article.picture_id == picture.id,
                Article.body_markdown.contains(words, autoescape=True),
                Revision.fields["picture_id"].as_integer() == picture.id,
                Revision.fields["body_markdown"].as_string().contains(words, autoescape=True),
            )
        )
        .order_by(Article.id.desc())
    )
    authors = select(Author.id, Author.name).where(Author.portrait_id == picture.id)
    pages = select(PageRow.slug, PageRow.title).where(
        PageRow.body_markdown.contains(words, autoescape=True)
    )
    return [
        *(Use("article", ref, name) for ref, name in session.execute(articles)),
        *(Use("author", ref, name) for ref, name in session.execute(authors)),
        *(Use("page", ref, name) for ref, name in session.execute(pages)),
    ]


def counts(session: Session, picture_ids: list[int]) -> dict[int, int]:
    """How many articles and authors show each of them outside of a text. Two queries."""
    found: dict[int, int] = {}
    for column in (Article.picture_id, Author.portrait_id):
        query = select(column, func.count()).where(column.in_(picture_ids)).group_by(column)
        for picture_id, count in session.execute(query):
            if picture_id is not None:
                found[picture_id] = found.get(picture_id, 0) + count
    return found
