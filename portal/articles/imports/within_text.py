"""What of a Markdown text will not stand on our pages, and the pictures that lie beside it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from portal.articles.body import LINK, MEDIA
from portal.articles.imports.found import Remark

SHOWN = 60
# Where Hugo, Jekyll, Eleventy, Astro and Ghost keep what an address that begins with "/" names.
ROOTS = (".", "static", "assets", "public", "src", "source")
# Ghost's smaller versions of a picture lie beside the whole one.
SIZED = re.compile(r"/size/[wh]\d+(?:[wh]\d+)?(?:/format/\w+)?(?=/)")


@dataclass(frozen=True)
class Looked:
    """The pictures by the address they have in the text, and what was said of it."""

    pictures: dict[str, Path]
    remarks: tuple[Remark, ...]


def look_through(
    text: str, find: Callable[[str], Path | None], where: Callable[[int], str]
) -> Looked:
    """Which files the text shows, and what of it no reader will see.

    `find` has the file of an address; `where` names the place of a line, counted from 0.
    """
    pictures: dict[str, Path] = {}
    remarks: list[Remark] = []
    for line, token in _tokens(text):
        if token.type in ("html_block", "html_inline") and not _is_closing(token):
            remarks.append(Remark(where(line), f"HTML is not shown: {_short(token.content)}"))
        elif token.type == "link_open" and not LINK.fullmatch(str(token.attrGet("href"))):
            address = _short(str(token.attrGet("href")))
            remarks.append(Remark(where(line), f"A link loses its address: {address}"))
        elif token.type == "image":
            address = str(token.attrGet("src"))
            path = find(address)
            if path is not None:
                pictures[address] = path
            elif not address.startswith(MEDIA):
                said = f"A picture that does not lie beside the text is left out: {_short(address)}"
                remarks.append(Remark(where(line), said))
    return Looked(pictures, tuple(remarks))


def beside(address: str, folder: Path, root: Path) -> Path | None:
    """The file of that address, seen from `folder` or where systems keep their files; in `root`."""
    try:
        parts = urlsplit(address)
        path = SIZED.sub("", unquote(parts.path).replace("\0", ""))
        if parts.scheme or parts.netloc or not path:
            return None
        places = [root / below for below in ROOTS]
        for place in places if path.startswith("/") else [folder, *places]:
            file = (place / path.lstrip("/")).resolve()
            if file.is_relative_to(root.resolve()) and file.is_file():
                return file
    except (OSError, RuntimeError, ValueError):  # no address; too long for a name; a ring of links
        pass
    return None


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
