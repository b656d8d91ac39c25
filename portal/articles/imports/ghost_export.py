"""A Ghost JSON export, read post by post; its pictures where `content/images` lies beside it."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from portal.articles.imports.found import Found, LeftOut, Remark, storable
from portal.articles.imports.ghost_post import Around, piece_of
from portal.errors import Refused

TABLES = ("posts", "users", "tags", "posts_tags", "posts_authors", "posts_meta")


class GhostExport:
    """The posts of an export, in its order. Pages are told of and left out."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises: Refused when it is no export."""
        self.path = path
        try:
            export = json.loads(path.read_text(encoding="utf-8-sig"))
            database = export["db"][0] if "db" in export else export
            data = database["data"]
            tables = {name: _clean(list(data.get(name) or [])) for name in TABLES}
            self.posts: list[Any] = tables.pop("posts") if data["posts"] is not None else []
        except json.JSONDecodeError as error:
            raise Refused(f"{path.name}:{error.lineno}: It is broken: {error.msg}.") from error
        except (UnicodeDecodeError, LookupError, TypeError, AttributeError) as error:
            raise Refused(f"{path.name}: It is no Ghost export: there are no posts.") from error
        except (RecursionError, OSError) as error:
            raise Refused(f"{path.name}: It cannot be read: {error}.") from error
        rows = {name: [row for row in found if isinstance(row, dict)]
                for name, found in tables.items()}  # fmt: skip
        posts = [post for post in self.posts if isinstance(post, dict)]
        self.around = Around(
            folder=path.parent,
            users={row.get("id"): row for row in rows["users"]},
            tags={row.get("id"): row for row in rows["tags"]},
            meta={row.get("post_id"): row for row in rows["posts_meta"]},
            post_tags=_by_post(rows["posts_tags"], "tag_id"),
            post_authors=_by_post(rows["posts_authors"], "author_id"),
            slugs=frozenset(str(post.get("slug")) for post in posts if _is_post(post)),
            touched=Counter(str(post.get("updated_at")) for post in posts),
        )

    def __len__(self) -> int:
        """How many posts and pages there are."""
        return len(self.posts)

    def __iter__(self) -> Iterator[Found | LeftOut]:
        """Each as a piece, or why it is none."""
        for number, post in enumerate(self.posts):
            slug = post.get("slug") if isinstance(post, dict) else None
            where = f"{self.path.name}, posts[{number}] “{slug or ''}”"
            try:
                if not _is_post(post):
                    yield LeftOut(Remark(where, "It is a page. Write it at /staff/pages."))
                else:
                    yield piece_of(post, where, self.around)
            except (ValueError, RecursionError) as error:
                yield LeftOut(Remark(where, f"It cannot be read: {error}."))
            except (AttributeError, LookupError, TypeError) as error:
                yield LeftOut(Remark(where, f"It has not the form of Ghost's posts: {error!r}."))


def _is_post(post: dict[str, Any]) -> bool:
    return post.get("type", "post") == "post" and not post.get("page")


def _by_post(ties: list[dict[str, Any]], column: str) -> dict[Any, list[Any]]:
    """The other side's ids by post, in their order."""
    found: dict[Any, list[Any]] = defaultdict(list)
    for tie in sorted(ties, key=lambda tie: tie.get("sort_order") or 0):
        found[tie.get("post_id")].append(tie.get(column))
    return found


def _clean(value: Any) -> Any:
    """The same with words that a database can keep."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, dict):
        return {name: _clean(one) for name, one in value.items()}
    return value
