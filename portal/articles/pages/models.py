"""The table of the pages that a newsroom owes its readers, as an editor wrote them."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

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
