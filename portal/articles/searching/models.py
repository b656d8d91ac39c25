"""The tables of the search: the words of what is published, and what has changed since.

A full-text index stands on the words, made by the statements in `structure.py`.
"""

from typing import cast

from sqlalchemy import DDL, BigInteger, ForeignKey, Table, Text, event
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from portal.articles.models import Article, ArticleTag
from portal.articles.searching import structure
from portal.extensions import Model


class ArticleWords(Model):
    """The words by which a published article is found (`words.kept`), and its place in time.

    `place` orders as feeds do, by the second it was published and then by id, in one number.
    """

    __tablename__ = "article_words"

    article_id: Mapped[int] = mapped_column(
        ForeignKey(Article.id, ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(BigInteger, unique=True)
    words: Mapped[str] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"))


class SearchDue(Model):
    """An article whose words are perhaps no longer those kept; a trigger writes it, whoever wrote.

    Who writes through the models keeps the words in the same transaction; for the rest a job comes.
    """

    __tablename__ = "search_due"

    article_id: Mapped[int] = mapped_column(
        ForeignKey(Article.id, ondelete="CASCADE"), primary_key=True
    )


# One of the triggers stands on it.
cast(Table, SearchDue.__table__).add_is_dependent_on(cast(Table, ArticleTag.__table__))

for _model, _kind in ((ArticleWords, structure.INDEX), (SearchDue, structure.TRIGGERS)):
    for _dialect, _statements in _kind.items():
        for _statement in _statements:
            event.listen(
                cast(Table, _model.__table__),
                "after_create",
                DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
            )
