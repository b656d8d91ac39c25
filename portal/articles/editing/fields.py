"""All that an editor types into an article, as one frozen value that revisions keep."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

# As long as the columns are; a body of this many signs is a book.
LONGEST = {
    "slug": 120,
    "kicker": 80,
    "headline": 200,
    "standfirst": 500,
    "body_markdown": 200_000,
    "picture_alt": 300,
    "picture_caption": 500,
    "picture_credit": 120,
}
LONGEST_TAG = 80
MOST_TAGS = 20


@dataclass(frozen=True, kw_only=True)
class Fields:
    """What stands in the form of an article. `kind` is "article" or "brief"; tags are names."""

    headline: str
    section_id: int
    author_id: int
    kind: str = "article"
    slug: str = ""
    kicker: str = ""
    standfirst: str = ""
    body_markdown: str = ""
    picture_id: int | None = None
    picture_alt: str = ""
    picture_caption: str = ""
    picture_credit: str = ""
    tags: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As a revision keeps it."""
        return {**asdict(self), "tags": list(self.tags)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Fields":
        """Read what `to_json` wrote; what an older portal did not keep takes its default."""
        known = {field.name for field in fields(cls)} & kept.keys()
        return cls(**{**{name: kept[name] for name in known}, "tags": tuple(kept.get("tags", ()))})

    def with_slug(self, slug: str) -> "Fields":
        """The same under another address."""
        return replace(self, slug=slug)


def names_of_tags(words: str | Iterable[str]) -> tuple[str, ...]:
    """Tags as typed, separated by commas: trimmed, each once (ignoring case), in their order."""
    parts = words.split(",") if isinstance(words, str) else words
    names = (" ".join(part.split()) for part in parts)
    return tuple({name.casefold(): name for name in reversed([*names]) if name}.values())[::-1]


def merged(base: Fields, theirs: Fields, mine: Fields) -> Fields:
    """Mine, but what I left as it was at `base` takes the value it has by now."""
    untouched = {
        field.name: getattr(theirs, field.name)
        for field in fields(Fields)
        if getattr(mine, field.name) == getattr(base, field.name)
    }
    return replace(mine, **untouched)


def changed(old: Fields, new: Fields) -> list[str]:
    """The names of the fields that differ, in the order of the form."""
    return [f.name for f in fields(Fields) if getattr(old, f.name) != getattr(new, f.name)]
