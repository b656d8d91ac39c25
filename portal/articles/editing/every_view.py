"""All views of the writing desk, so that the desk of articles hangs them on with one import."""

from portal.articles.editing import (
    correction_views,
    draft_views,
    former_views,
    list_views,
    revision_views,
    shelf_views,
    tag_views,
    writing_views,
)

__all__ = [
    "correction_views",
    "draft_views",
    "former_views",
    "list_views",
    "revision_views",
    "shelf_views",
    "tag_views",
    "writing_views",
]
