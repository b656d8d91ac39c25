"""A Ghost JSON export, read post by post; its pictures where `content/images` lies beside it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from portal.articles.imports.found import Found, LeftOut, Remark
from portal.articles.imports.from_html import markdown_of
from portal.articles.imports.within_text import beside, look_through
from portal.errors import Refused

HOME = "__GHOST_URL__"
PUBLISHED = ("published", "sent", "scheduled")


class GhostExport:
    """The posts of an export, in its order. Pages are told of and left out."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises: Refused when it is no export."""
        self.path = path
        try:
            export = json.loads(path.read_text(encoding="utf-8-sig"))
            database = export["db"][0] if "db" in export else export
            self.data: dict[str, list[dict[str, Any]]] = database["data"]
            self.posts = list(self.data["posts"])
        except json.JSONDecodeError as error:
            raise Refused(f"{path.name}:{error.lineno}: It is broken: {error.msg}.") from error
        except (UnicodeDecodeError, KeyError, IndexError, TypeError) as error:
            raise Refused(f"{path.name}: It is no Ghost export: there are no posts.") from error
        self.users = self._by_id("users")
        self.tags = self._by_id("tags")
        self.meta = {row.get("post_id"): row for row in self.data.get("posts_meta") or []}

    def __len__(self) -> int:
        """How many posts and pages there are."""
        return len(self.posts)

    def __iter__(self) -> Iterator[Found | LeftOut]:
        """Each as a piece, or why it is none."""
        for number, post in enumerate(self.posts):
            where = f"{self.path.name}, posts[{number}] “{post.get('slug') or ''}”"
            try:
                yield self._piece(post, where)
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                yield LeftOut(Remark(where, f"It cannot be read ({error})."))

    def _piece(self, post: dict[str, Any], where: str) -> Found | LeftOut:
        if post.get("type", "post") != "post" or post.get("page"):
            return LeftOut(Remark(where, "It is a page. Write it at /staff/pages."))
        html = (post.get("html") or "").replace("\0", "").replace(HOME, "")
        if not html.strip():
            return LeftOut(Remark(f"{where}, html", "The export has no HTML of it."))
        written = markdown_of(html)
        remarks = [Remark(f"{where}, html", lost) for lost in written.lost]
        looked = look_through(written.markdown, self.path.parent, f"{where}, html", 0)
        if post.get("visibility", "public") != "public":
            remarks.append(Remark(where, "It was for members only; here everyone can read it."))
        meta = self.meta.get(post["id"], {})
        image = (post.get("feature_image") or "").replace(HOME, "")
        picture = beside(image, self.path.parent)
        if image and picture is None:
            remarks.append(Remark(f"{where}, feature_image", f"No file of it lies here: {image}"))
        authors = self._of(post, "posts_authors", "author_id", self.users)
        for other in authors[1:]:
            remarks.append(
                Remark(where, f"An article has one author: {other['name']} is left out.")
            )
        is_draft = post.get("status") not in PUBLISHED
        return Found(
            where=where,
            headline=" ".join((post.get("title") or "").split()),
            slug=post["slug"],
            body=written.markdown,
            author=authors[0]["name"] if authors else "",
            author_bio=(authors[0].get("bio") or "") if authors else "",
            standfirst=" ".join((post.get("custom_excerpt") or "").split()),
            tags=tuple(tag["name"] for tag in self._tags(post)),
            picture=picture,
            picture_alt=meta.get("feature_image_alt") or "",
            picture_caption=markdown_of(meta.get("feature_image_caption") or "").markdown,
            pictures=looked.pictures,
            published_at=None if is_draft else _moment(post["published_at"]),
            remarks=(*remarks, *looked.remarks),
        )

    def _tags(self, post: dict[str, Any]) -> list[dict[str, Any]]:
        """What readers see; Ghost's internal tags begin with a hash."""
        tags = self._of(post, "posts_tags", "tag_id", self.tags)
        return [tag for tag in tags if not tag["name"].startswith("#")]

    def _of(
        self, post: dict[str, Any], table: str, column: str, rows: dict[Any, dict[str, Any]]
    ) -> list[dict[str, Any]]:
        ties = [tie for tie in self.data.get(table) or [] if tie["post_id"] == post["id"]]
        ties.sort(key=lambda tie: tie.get("sort_order") or 0)
        return [rows[tie[column]] for tie in ties if tie[column] in rows]

    def _by_id(self, table: str) -> dict[Any, dict[str, Any]]:
        return {row.get("id"): row for row in self.data.get(table) or []}


def _moment(written: str) -> datetime:
    """Ghost writes UTC, with or without saying so."""
    moment = datetime.fromisoformat(written)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
