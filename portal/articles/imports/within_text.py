"""What of a Markdown text will not stand on our pages, and the pictures that lie beside it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from portal.articles.body import LINK, MEDIA
from portal.articles.imports.found import Remark

SHORTCODE = re.compile(r"\{\{[<%]\s*/?\s*([\w-]+)|^\{%\s*(\w+)", re.MULTILINE)
SHOWN = 60


@dataclass(frozen=True)
class Looked:
    """The pictures by the address they have in the text, and what was said of it."""

    pictures: dict[str, Path]
    remarks: tuple[Remark, ...]


def look_through(text: str, folder: Path, file: str, first_line: int) -> Looked:
    """Which files the text shows, and what of it no reader will see.

    `first_line` is the line of `file` on which the text begins; 0 when it has none of its own, and
    `file` says then where it is. Files outside `folder` are not taken.
    """
    pictures: dict[str, Path] = {}
    remarks: list[Remark] = []

    def remark(line: int, words: str) -> None:
        where = f"{file}:{first_line + line}" if first_line else file
        remarks.append(Remark(where, words))

    for line, token in _tokens(text):
        if token.type in ("html_block", "html_inline") and not _is_closing(token):
            remark(line, f"HTML is not shown: {_short(token.content)}")
        elif token.type == "link_open" and not LINK.fullmatch(str(token.attrGet("href"))):
            remark(line, f"A link loses its address: {_short(str(token.attrGet('href')))}")
        elif token.type == "image":
            address = str(token.attrGet("src"))
            path = beside(address, folder)
            if path is not None:
                pictures[address] = path
            elif not address.startswith(MEDIA):
                remark(line, f"A picture that does not lie beside the text is left out: {address}")
    for found in SHORTCODE.finditer(text):
        line = text.count("\n", 0, found.start())
        remark(line, f"“{found[0]}” means nothing here; it stands in the text as it is.")
    return Looked(pictures, tuple(remarks))


def beside(address: str, folder: Path) -> Path | None:
    """The file of that relative address, if it lies below the folder."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path:
        return None
    path = (folder / unquote(parts.path).lstrip("/").replace("\0", "")).resolve()
    return path if path.is_relative_to(folder.resolve()) and path.is_file() else None


def _tokens(text: str) -> Iterator[tuple[int, Token]]:
    for token in _parser.parse(text):
        line = token.map[0] if token.map else 0
        yield line, token
        for child in token.children or ():
            yield line, child
            if child.type in ("softbreak", "hardbreak"):
                line += 1


def _is_closing(token: Token) -> bool:
    return token.content.startswith(("</", "<!--"))


def _short(content: str) -> str:
    line = " ".join(content.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]} …"


_parser = MarkdownIt("commonmark", {"html": True}).enable("table").use(footnote_plugin)
_parser.validateLink = lambda url: True  # type: ignore[method-assign]
