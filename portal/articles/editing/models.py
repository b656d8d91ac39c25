"""The tables of the writing desk: every text that was kept, addresses and words that lead on."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import Account
from portal.articles.models import Article, Tag
from portal.extensions import Model


class Act(StrEnum):
    """What was done when a text was kept."""

    SAVED = "saved"
    PUBLISHED = "published"
    UPDATED = "updated"
    UNPUBLISHED = "unpublished"
    SCHEDULED = "scheduled"
    CORRECTED = "corrected"
    RESTORED = "restored"
    IMPORTED = "imported"


_ACTS = Enum(
    Act, native_enum=False, length=12, values_callable=lambda acts: [act.value for act in acts]
)


class Revision(Model):
    """All that an editor typed, as it was kept at one moment. Only ever inserted.

    `detail` is the note of a correction, the moment of a schedule, the number that was restored.
    """

    __tablename__ = "revisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey(Article.id, ondelete="CASCADE"))
    number: Mapped[int]  # 1, 2, 3 … within the article
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"))
    act: Mapped[Act] = mapped_column(_ACTS)
    detail: Mapped[str] = mapped_column(String(500), default="")
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (UniqueConstraint("article_id", "number"),)


class OldSlug(Model):
    """An address that an article had while readers could see it; it leads to the new one."""

    __tablename__ = "old_slugs"

    slug: Mapped[str] = mapped_column(String(120), primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey(Article.id, ondelete="CASCADE"), index=True)


class TagAlias(Model):
    """An address and a word that is not a tag's own, but leads to it: of before, or of another.

    Without a tag it is that of one that was removed: typed long ago it means nothing any more.
    """

    __tablename__ = "tag_aliases"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    tag_id: Mapped[int | None] = mapped_column(ForeignKey(Tag.id, ondelete="CASCADE"), index=True)
