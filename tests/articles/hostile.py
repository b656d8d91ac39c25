"""A newspaper in which every text that anybody may type is hostile."""

from datetime import timedelta
from functools import cache
from pathlib import Path

from portal.articles.body import render
from portal.articles.models import Article, ArticleTag, Author, Kind, Section, State, Tag
from portal.articles.pictures import store
from portal.articles.writing import write
from portal.extensions import unit_of_work
from tests.articles.more_payloads import CORPUS
from tests.articles.newspaper import NOON
from tests.articles.payloads import Payload
from tests.articles.pictures.shots import photograph

# Marks of ours between them show that none hides the next: few pages hold them all.
BATCHES = [CORPUS[start : start + 140] for start in range(0, len(CORPUS), 140)]
# Many to a field, of different families: one that broke out of it to hide the others would add or
# take elements of the page, which are counted.
FIELDS = [" ".join(one.text for one in CORPUS[start::6]) for start in range(6)]
HARMLESS = len(FIELDS)


@cache
def rendered() -> tuple[str, ...]:
    """Each payload as our renderer leaves it, in the order of the corpus."""
    return tuple(render(one.text).html for one in CORPUS)


def text_of(batch: list[Payload]) -> str:
    """Each payload rendered for itself, so that none hides another, between marks of ours."""
    return "\n".join(
        f"<p>mark {one.number}</p>{rendered()[one.number]}<p>mark {one.number}</p>" for one in batch
    )


def print_everything(media: Path) -> None:
    """Articles with payloads in their texts, and others with many in every other field."""
    picture = store.receive(photograph(width=480, height=320), media)
    with unit_of_work() as session:
        shown, _new = store.keep(session, picture, now=NOON)
        calm = Section(slug="calm", name="Calm", position=1)
        rough = Section(slug="rough", name='Rough"><script>ran(-1)</script>', position=2)
        usual = Author(slug="usual", name="Chidi Okafor", role="Reporter", bio="Reads tables.")
        session.add_all([calm, rough, usual])
        session.flush()
        texts = [text_of(batch) for batch in BATCHES]
        for number, html in enumerate(texts):
            piece = Article(
                slug=f"text-{number}", kind=Kind.ARTICLE, headline="A text", state=State.PUBLISHED,
                published_at=NOON, section_id=calm.id, author_id=usual.id, body_html=html,
            )  # fmt: skip
            session.add(piece)
        for number, text in enumerate((*FIELDS, "Nothing of note")):
            by = Author(
                slug=f"author-{number}", name=text, role=text, bio=text,
                portrait_id=shown.id, portrait_alt=text,
            )  # fmt: skip
            tag = Tag(slug=f"tag-{number}", name=text)
            session.add_all([by, tag])
            session.flush()
            piece = Article(
                slug=f"fields-{number}", kind=Kind.ARTICLE, state=State.PUBLISHED,
                published_at=NOON - timedelta(minutes=number), section_id=rough.id,
                author_id=by.id, kicker=text, headline=text, standfirst=text,
                picture_id=shown.id, picture_alt=text, picture_caption=text,
                picture_credit=text, corrections=[[NOON.isoformat(), text]],
            )  # fmt: skip
            write(piece, "The council met at nine.")
            session.add(piece)
            session.flush()
            session.add(ArticleTag(article_id=piece.id, tag_id=tag.id))
