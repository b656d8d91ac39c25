"""One post of a Ghost export, read as a piece."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from portal.articles.imports.found import Found, LeftOut, Remark
from portal.articles.imports.from_html import markdown_of, words_of
from portal.articles.imports.ghost_texts import html_of
from portal.articles.imports.moments import moment_of
from portal.articles.imports.within_text import beside, look_through

HOME = "__GHOST_URL__"
OWN_LINK = re.compile(rf'(?<=["(]){HOME}/([a-z0-9-]+)/?(?=["#?)])')
PUBLISHED = ("published", "sent", "scheduled")
# Ghost notes every touch of a post, a comma or a tag: the first minutes after publication, and
# moments that many posts share, were no update that readers should be told of.
FIRST_TOUCHES = timedelta(hours=1)
MOST_AT_ONCE = 3
UTC_ZONE = ZoneInfo("UTC")  # Ghost writes UTC, with or without saying so


@dataclass(frozen=True, kw_only=True)
class Around:
    """What an export holds beside its posts. `slugs` are the posts', `touched` how many at once."""

    folder: Path
    users: Mapping[Any, dict[str, Any]]
    tags: Mapping[Any, dict[str, Any]]
    meta: Mapping[Any, dict[str, Any]]
    post_tags: Mapping[Any, list[Any]]
    post_authors: Mapping[Any, list[Any]]
    slugs: frozenset[str]
    touched: Mapping[str, int]


def piece_of(post: dict[str, Any], where: str, around: Around) -> Found | LeftOut:
    """The post as a piece, or why it is none. Raises: what a strange shape makes Python raise."""
    return _Reading(post, where, around).piece()


class _Reading:
    """One post on its way to a piece."""

    def __init__(self, post: dict[str, Any], where: str, around: Around) -> None:
        self.post, self.where, self.around = post, where, around
        self.meta = around.meta.get(post["id"], {})
        self.remarks: list[Remark] = []

    def piece(self) -> Found | LeftOut:
        html = OWN_LINK.sub(self._own_link, html_of(self.post)).replace(HOME, "")
        if not html.strip():
            return LeftOut(Remark(f"{self.where}, html", "The export has no text of it."))
        written = markdown_of(html)
        for lost in written.lost:
            self.remark(lost, "html")
        looked = look_through(
            written.markdown,
            lambda address: beside(address, self.around.folder, self.around.folder),
            lambda _line: f"{self.where}, html",
        )
        authors = self._authors()
        published_at = self._published_at()
        self._tell_of_the_rest()
        return Found(
            where=self.where,
            headline=" ".join((self.post.get("title") or "").split()),
            slug=self.post.get("slug") or "",
            body=written.markdown,
            author=authors[0]["name"] if authors else "",
            author_bio=(authors[0].get("bio") or "") if authors else "",
            standfirst=" ".join((self.post.get("custom_excerpt") or "").split()),
            tags=tuple(self._tags()),
            picture=self._picture(),
            picture_alt=self.meta.get("feature_image_alt") or "",
            picture_caption=words_of(self.meta.get("feature_image_caption") or ""),
            pictures=looked.pictures,
            published_at=published_at,
            updated_at=self._updated_at(published_at),
            remarks=(*self.remarks, *looked.remarks),
        )

    def remark(self, words: str, field: str = "") -> None:
        self.remarks.append(Remark(f"{self.where}, {field}" if field else self.where, words))

    def _own_link(self, found: re.Match[str]) -> str:
        """Another post of the export has its address among our articles now."""
        return f"/news/{found[1]}" if found[1] in self.around.slugs else found[0]

    def _published_at(self) -> datetime | None:
        """None for a draft, and for a letter that never stood on the newsroom's site."""
        if self.post.get("status") not in PUBLISHED:
            return None
        if self.post.get("email_only") or self.meta.get("email_only"):
            self.remark("It was sent by mail only, so it is kept as a draft.")
            return None
        if self.post.get("visibility", "public") != "public":
            self.remark("It was for members only; here everyone can read it.")
        written = self.post.get("published_at")
        moment = moment_of(written, UTC_ZONE)
        if moment is None and written:
            raise ValueError(f"“{written}” is no date")
        if moment is None:
            self.remark("It has no date, so it is kept as a draft.")
        return moment

    def _updated_at(self, published_at: datetime | None) -> datetime | None:
        written = self.post.get("updated_at")
        moment = moment_of(written, UTC_ZONE)
        if moment is None or published_at is None or moment < published_at + FIRST_TOUCHES:
            return None
        return moment if self.around.touched[str(written)] <= MOST_AT_ONCE else None

    def _picture(self) -> Path | None:
        image = (self.post.get("feature_image") or "").replace(HOME, "")
        picture = beside(image, self.around.folder, self.around.folder)
        if image and picture is None:
            self.remark(f"No file of it lies here: {image}", "feature_image")
        return picture

    def _tags(self) -> list[str]:
        """What readers see; Ghost's internal tags begin with a hash."""
        ids = self.around.post_tags.get(self.post["id"], [])
        rows = [self.around.tags[number] for number in ids if number in self.around.tags]
        return [
            row["name"]
            for row in rows
            if not row["name"].startswith("#") and row.get("visibility") != "internal"
        ]

    def _authors(self) -> list[dict[str, Any]]:
        ids = self.around.post_authors.get(self.post["id"]) or [self.post.get("author_id")]
        rows = [self.around.users[number] for number in ids if number in self.around.users]
        for other in rows[1:]:
            self.remark(f"An article has one author: {other['name']} is left out.")
        return rows

    def _tell_of_the_rest(self) -> None:
        for field in ("codeinjection_head", "codeinjection_foot"):
            if (self.post.get(field) or "").strip():
                self.remark("Code for this page alone is left out.", field)
        if elsewhere := self.post.get("canonical_url"):
            self.remark(f"It is left out that this first stood at {elsewhere}", "canonical_url")
