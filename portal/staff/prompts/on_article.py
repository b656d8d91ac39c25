"""Articles that a prompt is looked at on: which there are, and what of one decides."""

from dataclasses import dataclass

from flask import get_template_attribute, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.articles import library, models
from portal.articles.beside import Beside, beside
from portal.articles.body import rooted
from portal.articles.models import State
from portal.articles.pieces import FullPiece
from portal.articles.read_also import slugs_in, with_blocks
from portal.errors import Missing
from portal.prompts.prompt import Page, Placement
from portal.staff.prompts.blocks import blocks_of

OFFERED = 40


@dataclass(frozen=True)
class Read:
    """An article as its page shows it: `blocks` are the parts of its text, in order."""

    piece: FullPiece
    around: Beside
    blocks: tuple[str, ...]

    @property
    def paragraphs(self) -> list[int]:
        """Which of the blocks are paragraphs of the text itself."""
        return [place for place, block in enumerate(self.blocks) if block[:3] in ("<p>", "<p ")]

    def page(self) -> Page:
        """What rules look at, with every place open, as if nothing were in view yet."""
        return Page(
            placements=frozenset(place.value for place in Placement),
            paragraphs=(1, max(0, len(self.paragraphs) - 1)),
            article=self.piece.slug,
            section=self.piece.section.slug,
            tags=frozenset(self.piece.tag_slugs),
        )

    def body(self, inline: str = "", after: int = 0) -> str:
        """The text, with `inline` behind the `after`-th paragraph, or the last but one."""
        blocks, places = list(self.blocks), self.paragraphs
        if inline and places:
            blocks.insert(places[max(0, min(after, len(places) - 1) - 1)] + 1, inline)
        return "".join(blocks)


def offered(session: Session) -> list[tuple[str, str]]:
    """(slug, headline) of the newest articles. One query."""
    listing = library.feed(session, limit=OFFERED)
    return [(piece.slug, piece.headline) for piece in listing.pieces]


def read(session: Session, slug: str) -> Read:
    """An article that readers see; without a slug, the newest. Raises: Missing."""
    newest = (
        select(models.Article.slug)
        .where(models.Article.state == State.PUBLISHED, models.Article.kind == models.Kind.ARTICLE)
        .order_by(models.Article.published_at.desc(), models.Article.id.desc())
        .limit(1)
    )
    slug = slug or session.scalar(newest) or ""
    if not slug:
        raise Missing("There is no published article yet to look at a prompt on.")
    piece = library.article(session, slug)
    around = beside(session, piece, slugs_in(piece.body))
    block = get_template_attribute("macros/article.html", "read_also")
    text = with_blocks(rooted(piece.body, request.script_root), around.linked, block)
    return Read(piece, around, blocks_of(text))
