"""One Markdown file with front matter, read as a piece."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from portal.articles.editing.slugs import slug_of
from portal.articles.imports import front_matter
from portal.articles.imports.found import Found, Remark, storable
from portal.articles.imports.moments import moment_of
from portal.articles.imports.names import FILE, FILE_ALT, KNOWN, NAMES, NO, YES
from portal.articles.imports.tidying import slug_of_file, tidied
from portal.articles.imports.within_text import beside, look_through

MOST_BYTES = 2_000_000
TITLE = re.compile(r"\A\s*#[ \t]+(.+?)[ \t#]*(?:\n|\Z)")
DATED = re.compile(r"\A\d{4}-\d{2}-\d{2}(?=[-_ ])")
DRAFTS = {"_drafts", "drafts"}


class Unreadable(Exception):
    """The file is no piece; the remark says why."""

    def __init__(self, where: str, words: str) -> None:
        super().__init__(words)
        self.remark = Remark(where, words)


def piece_of(path: Path, folder: Path, zone: ZoneInfo) -> Found:
    """The piece that a file below the folder holds. Raises: Unreadable."""
    return _Reading(path, folder, zone).piece()


class _Reading:
    """One file on its way to a piece."""

    def __init__(self, path: Path, folder: Path, zone: ZoneInfo) -> None:
        self.path, self.folder, self.zone = path, folder, zone
        self.file = path.relative_to(folder).as_posix()
        # A folder that holds one piece and its pictures bears the name of the piece.
        is_bundle = path.stem.lower() == "index" and path.parent != folder
        self.name = path.parent.name if is_bundle else path.stem
        self.remarks: list[Remark] = []

    def piece(self) -> Found:
        if self.path.stem == "_index":
            raise Unreadable(self.file, "It stands above a list, and is no article.")
        text = self._text()
        try:
            head, body, first_line = front_matter.split(text)
        except front_matter.Broken as error:
            raise Unreadable(f"{self.file}:{error.line}", error.words) from error
        self.head, self.lines = head.values, head.lines
        headline = self._words("headline")
        title = TITLE.match(body)
        if title and (not headline or title[1].strip() == headline):
            headline = title[1].strip()
            first_line += body.count("\n", 0, title.end())
            body = body[title.end() :]
        if not headline:
            raise Unreadable(f"{self.file}:1", "It has no title.")
        body, pictures = self._body(body, first_line)
        for key in self.head.keys() - KNOWN:
            self._remark(key, f"“{key}” is not known here, and left out.")
        permalink = self._list("permalink")
        former = [*self._list("former"), *permalink]
        return Found(
            where=self.file,
            headline=headline,
            slug=self._words("slug")
            or last_part(permalink[0] if permalink else "")
            or slug_of_file(self.name),
            body=body,
            kind=self._kind(),
            section=self._first("section"),
            author=self._first("author"),
            kicker=self._words("kicker"),
            standfirst=self._words("standfirst"),
            tags=tuple(self._list("tags")),
            picture=self._picture(),
            picture_alt=self._words("picture_alt") or self._of_picture(FILE_ALT),
            picture_caption=self._words("picture_caption") or self._of_picture(("caption",)),
            picture_credit=self._words("picture_credit") or self._of_picture(("credit",)),
            pictures=pictures,
            published_at=self._published_at(),
            updated_at=self._moment("updated"),
            corrections=tuple(self._corrections()),
            former=tuple(filter(None, map(last_part, former))),
            remarks=tuple(sorted({*self.remarks}, key=_by_line)),
        )

    def _text(self) -> str:
        try:
            if self.path.stat().st_size > MOST_BYTES:
                raise Unreadable(self.file, "It is too large for an article.")
            data = self.path.read_bytes()
        except OSError as error:
            raise Unreadable(self.file, f"It cannot be read: {error.strerror}.") from error
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise Unreadable(f"{self.file}:{line}", "It is not written in UTF-8.") from error
        return storable(text.replace("\r\n", "\n").replace("\r", "\n"))

    def _body(self, body: str, first_line: int) -> tuple[str, dict[str, Path]]:
        """The text in plain Markdown, and its pictures; what it loses is remarked."""
        try:
            plain = tidied(body)
        except ValueError as error:
            raise Unreadable(f"{self.file}:{first_line}", f"It cannot be read: {error}.") from error

        def where(line: int) -> str:
            old = plain.lines[line] if line < len(plain.lines) else 0
            return f"{self.file}:{first_line + old}"

        looked = look_through(plain.text, self._file, where)
        said = (Remark(f"{self.file}:{first_line + line}", words) for line, words in plain.remarks)
        self.remarks += [*said, *looked.remarks]
        return plain.text.strip("\n"), looked.pictures

    def _file(self, address: str) -> Path | None:
        return beside(address, self.path.parent, self.folder)

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
        return [words for part in parts if (words := " ".join(storable(str(part)).split()))]

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
        key = self._key("picture")
        if isinstance(self.head.get(key), dict | list):
            address = self._of_picture(FILE)
        else:
            address = self._words("picture")
        path = self._file(address)
        if address and path is None:
            self._remark(key, f"A picture that is no file here is left out: {address}")
        return path

    def _of_picture(self, names: tuple[str, ...]) -> str:
        """A word about the picture, where its name is a group of names or a list."""
        group = self.head.get(self._key("picture"))
        first = group[0] if isinstance(group, list) and group else group
        if isinstance(first, str) and names is FILE:
            return first
        known = first if isinstance(first, dict) else {}
        said = (known[name] for name in names if isinstance(known.get(name), str))
        return " ".join(storable(next(said, "")).split())

    def _published_at(self) -> datetime | None:
        says_draft = str(self.head.get("draft")).lower() in YES or bool(
            DRAFTS.intersection(self.path.relative_to(self.folder).parts)
        )
        is_withheld = str(self.head.get("published")).lower() in NO
        if says_draft or is_withheld or self._words("status").lower() in ("draft", "private"):
            return None
        if str(self.head.get("published")).lower() in YES:
            del self.head["published"]
        dated = DATED.match(self.name)
        if dated and self.head and self._key("date") not in self.head:
            return moment_of(dated[0], self.zone)
        moment = self._moment("date")
        if moment is None:
            self._remark(self._key("date"), "It has no date, so it is kept as a draft.")
        return moment

    def _moment(self, name: str) -> datetime | None:
        key = self._key(name)
        value = self.head.get(key)
        moment = moment_of(value, self.zone)
        if value is not None and moment is None:
            said = value if isinstance(value, str | int | float) else "This"
            self._remark(key, f"“{said}” is no date, and left out.")
        return moment

    def _corrections(self) -> Iterator[tuple[datetime, str]]:
        notes = self.head.get("corrections") or []
        for note in notes if isinstance(notes, list) else [notes]:
            known: dict[str, Any] = note if isinstance(note, dict) else {}
            at = moment_of(known.get("date") or known.get("at"), self.zone)
            words = known.get("text") or known.get("note")
            if at is None or not isinstance(words, str):
                self._remark("corrections", "A correction needs a date and a text; it is left out.")
            else:
                yield at, " ".join(storable(words).split())


def last_part(address: str) -> str:
    """What of an address names the piece: /2024/03/the-wall.html is the-wall; "" when nothing."""
    if ":" in address.removeprefix("http:").removeprefix("https:") or "{" in address:
        return ""  # a pattern (/:year/:title/)
    parts = [
        part for part in address.partition("?")[0].split("/") if part not in ("", "index.html")
    ]
    return slug_of(re.sub(r"\.(?:html?|php|md)$", "", parts[-1])) if parts else ""


def _by_line(remark: Remark) -> tuple[int, str]:
    return int(remark.where.rpartition(":")[2]), remark.words
