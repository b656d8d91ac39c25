"""A folder of Markdown files with YAML front matter, read file by file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from portal.articles.editing.slugs import slug_of
from portal.articles.imports.found import Found, LeftOut, Remark
from portal.articles.imports.within_text import beside, look_through

MOST_BYTES = 2_000_000
HEAD = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
TITLE = re.compile(r"\A\s*#[ \t]+(.+?)[ \t#]*\n")
DATED = re.compile(r"\A\d{4}-\d{2}-\d{2}[-_ ]+")
# Ours first, then what other systems call it.
NAMES = {
    "headline": ("headline", "title"),
    "slug": ("slug",),
    "kind": ("kind",),
    "kicker": ("kicker",),
    "standfirst": ("standfirst", "excerpt", "description", "summary", "subtitle"),
    "section": ("section", "category", "categories"),
    "author": ("author", "authors"),
    "tags": ("tags", "keywords"),
    "date": ("date", "published_at", "published"),
    "updated": ("updated", "updated_at", "lastmod", "modified"),
    "draft": ("draft",),
    "picture": ("picture", "image", "cover", "feature_image"),
    "picture_alt": ("picture_alt", "image_alt", "alt"),
    "picture_caption": ("picture_caption", "image_caption", "caption"),
    "picture_credit": ("picture_credit", "image_credit", "credit"),
    "corrections": ("corrections",),
}
KNOWN = {name for names in NAMES.values() for name in names}


@dataclass(frozen=True)
class MarkdownFolder:
    """Every *.md below a folder, in the order of their paths. Times without a zone are `zone`'s."""

    folder: Path
    zone: ZoneInfo

    def __len__(self) -> int:
        """How many files there are."""
        return len(self._files())

    def __iter__(self) -> Iterator[Found | LeftOut]:
        """Each as a piece, or why it is none."""
        for path in self._files():
            file = path.relative_to(self.folder).as_posix()
            try:
                yield _Reading(path, self.folder, file, self.zone).piece()
            except _Unreadable as error:
                yield LeftOut(error.remark)

    def _files(self) -> list[Path]:
        found = (p for p in self.folder.rglob("*") if p.suffix.lower() in (".md", ".markdown"))
        return sorted(path for path in found if path.is_file())


class _Unreadable(Exception):
    def __init__(self, where: str, words: str) -> None:
        super().__init__(words)
        self.remark = Remark(where, words)


class _Reading:
    """One file on its way to a piece."""

    def __init__(self, path: Path, folder: Path, file: str, zone: ZoneInfo) -> None:
        self.path, self.folder, self.file, self.zone = path, folder, file, zone
        self.remarks: list[Remark] = []
        self.lines: dict[str, int] = {}
        self.head: dict[str, Any] = {}

    def piece(self) -> Found:
        text = self._text()
        head = HEAD.match(text)
        if head:
            self._read_head(head[1])
        body = text[head.end() :] if head else text
        first_line = text.count("\n", 0, head.end() if head else 0) + 1
        headline = self._words("headline")
        title = None if headline else TITLE.match(body)
        if title:
            headline = title[1]
            first_line += body.count("\n", 0, title.end())
            body = body[title.end() :]
        if not headline:
            raise _Unreadable(f"{self.file}:1", "It has no title.")
        looked = look_through(body, self.path.parent, self.file, first_line)
        for key in self.head.keys() - KNOWN:
            self._remark(key, f"“{key}” is not known here, and left out.")
        return Found(
            where=self.file,
            headline=headline,
            slug=self._words("slug") or slug_of(DATED.sub("", self.path.stem)),
            body=body.strip("\n"),
            kind=self._kind(),
            section=self._first("section"),
            author=self._first("author"),
            kicker=self._words("kicker"),
            standfirst=self._words("standfirst"),
            tags=tuple(self._list("tags")),
            picture=self._picture(),
            picture_alt=self._words("picture_alt"),
            picture_caption=self._words("picture_caption"),
            picture_credit=self._words("picture_credit"),
            pictures=looked.pictures,
            published_at=self._published_at(),
            updated_at=self._moment("updated"),
            corrections=tuple(self._corrections()),
            remarks=tuple(sorted({*self.remarks, *looked.remarks})),
        )

    def _text(self) -> str:
        if self.path.stat().st_size > MOST_BYTES:
            raise _Unreadable(self.file, "It is too large for an article.")
        data = self.path.read_bytes()
        try:
            return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\0", "")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise _Unreadable(f"{self.file}:{line}", "It is not written in UTF-8.") from error

    def _read_head(self, text: str) -> None:
        try:
            node = yaml.compose(text, yaml.SafeLoader)
            head = yaml.safe_load(text)
        except (yaml.YAMLError, ValueError) as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 2 if mark else 1
            said = getattr(error, "problem", None) or str(error)
            raise _Unreadable(
                f"{self.file}:{line}", f"Its front matter is broken: {said}."
            ) from error
        if head is None:
            return
        if not isinstance(head, dict) or not isinstance(node, yaml.MappingNode):
            raise _Unreadable(f"{self.file}:2", "Its front matter is no list of names and values.")
        self.head = {str(key).lower(): value for key, value in head.items()}
        self.lines = {str(key.value).lower(): key.start_mark.line + 2 for key, _ in node.value}

    def _key(self, name: str) -> str:
        return next((key for key in NAMES[name] if self.head.get(key) is not None), name)

    def _remark(self, key: str, words: str) -> None:
        self.remarks.append(Remark(f"{self.file}:{self.lines.get(key, 1)}", words))

    def _list(self, name: str) -> list[str]:
        key = self._key(name)
        value = self.head.get(key)
        if value is None:
            return []
        parts = value.split(",") if isinstance(value, str) and name == "tags" else value
        parts = parts if isinstance(parts, list) else [parts]
        parts = [part.get("name") if isinstance(part, dict) else part for part in parts]
        if any(isinstance(part, list | dict | None) for part in parts):
            self._remark(key, f"“{key}” is not understood, and left out.")
            return []
        return [words for part in parts if (words := " ".join(str(part).split()))]

    def _words(self, name: str) -> str:
        return " ".join(self._list(name))

    def _first(self, name: str) -> str:
        found = self._list(name)
        for other in found[1:]:
            self._remark(self._key(name), f"An article has one {name}: “{other}” is left out.")
        return found[0] if found else ""

    def _kind(self) -> str:
        kind = self._words("kind") or "article"
        if kind not in ("article", "brief"):
            self._remark("kind", f"“{kind}” is no kind; it becomes an article.")
            return "article"
        return kind

    def _picture(self) -> Path | None:
        address = self._words("picture")
        path = beside(address, self.path.parent) or beside(address, self.folder)
        if address and path is None:
            self._remark(
                self._key("picture"), f"A picture that is no file here is left out: {address}"
            )
        return path

    def _published_at(self) -> datetime | None:
        if self.head.get("draft") is True:
            return None
        moment = self._moment("date")
        if moment is None:
            self._remark(self._key("date"), "It has no date, so it is kept as a draft.")
        return moment

    def _moment(self, name: str) -> datetime | None:
        key = self._key(name)
        value = self.head.get(key)
        moment = self._read_moment(value)
        if value is not None and moment is None:
            self._remark(key, f"“{value}” is no date, and left out.")
        return moment

    def _read_moment(self, value: object) -> datetime | None:
        """A date alone means noon, so that it is the same day wherever it is read."""
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value.strip())
            except ValueError:
                return None
        if not isinstance(value, date):
            return None
        if not isinstance(value, datetime):
            value = datetime.combine(value, time(12))
        return (value if value.tzinfo else value.replace(tzinfo=self.zone)).astimezone(UTC)

    def _corrections(self) -> Iterator[tuple[datetime, str]]:
        notes = self.head.get("corrections") or []
        for note in notes if isinstance(notes, list) else [notes]:
            known = note if isinstance(note, dict) else {}
            at = self._read_moment(known.get("date") or known.get("at"))
            words = known.get("text") or known.get("note")
            if at is None or not isinstance(words, str):
                self._remark("corrections", "A correction needs a date and a text; it is left out.")
            else:
                yield at, " ".join(words.split())
