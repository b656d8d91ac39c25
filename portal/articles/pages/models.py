"""The tables of the pages that a newsroom owes its readers: as editors wrote them, then and now."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import Account
from portal.extensions import Model


class PageRow(Model):
    """One page. Without a row the text that comes with the portal stands in its place.

    `body_html` follows `body_markdown`.
    """

    __tablename__ = "pages"

    slug: Mapped[str] = mapped_column(String(40), primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    body_markdown: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    version: Mapped[int]  # of the text, so that two editors notice
    changed_at: Mapped[datetime]


class PageRevision(Model):
    """A page as it was saved at one moment. Only ever inserted.

    `number` is the page's version then; `restored_from` the one whose text it took up again.
    """

    __tablename__ = "page_revisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(ForeignKey(PageRow.slug, ondelete="CASCADE"))
    number: Mapped[int]
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"))
    title: Mapped[str] = mapped_column(String(120))
    body_markdown: Mapped[str] = mapped_column(Text)
    restored_from: Mapped[int | None]

    __table_args__ = (UniqueConstraint("slug", "number"),)
