"""A folder of Markdown files with front matter, found file by file."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from portal.articles.imports.found import Found, LeftOut
from portal.articles.imports.markdown_file import Unreadable, piece_of

ENDINGS = (".md", ".markdown", ".mdown", ".mkd")
# What systems build or fetch: no texts of the newsroom's.
NOT_OURS = {"node_modules", "_site", "vendor", "_includes", "_layouts", "layouts", "archetypes"}


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
            try:
                yield piece_of(path, self.folder, self.zone)
            except Unreadable as error:
                yield LeftOut(error.remark)

    def _files(self) -> list[Path]:
        found = (p for p in self.folder.rglob("*") if p.suffix.lower() in ENDINGS)
        return sorted(path for path in found if self._is_ours(path) and path.is_file())

    def _is_ours(self, path: Path) -> bool:
        parts = path.relative_to(self.folder).parts
        return not any(part.startswith(".") or part in NOT_OURS for part in parts)
