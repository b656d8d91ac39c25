"""From the Markdown of Hugo, Jekyll, Eleventy and others to plain Markdown, line by line.

Marks that only their systems understand become what they stand for, or are left out and named;
blocks of HTML become the Markdown that says the same.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt

from portal.articles.editing.slugs import slug_of
from portal.articles.imports.from_html import markdown_of

FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
OVER_LINES = re.compile(r"\{\{[<%][^{}]*?[>%]\}\}|\{%[^{}]*?%\}")
FIGURE = re.compile(r"\{\{[<%]\s*(?:figure|img|image|picture)\s+([^{}]*?)/?\s*[>%]\}\}")
NAMED = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|`([^`]*)`|([^\s"'`]+))""")
OUR_PIECE = re.compile(
    r"\{\{[<%]\s*(?:rel)?ref\s+[\"']?(?P<hugo>[^\"'\s{}]+)[\"']?\s*[>%]\}\}"
    r"|\{%-?\s*(?:post_url|link)\s+(?P<jekyll>[^\s{}]+)\s*-?%\}"
)
# {{ site.baseurl }}/a.jpg and {{ "/a.jpg" | relative_url }}: where the site's root is.
ROOT = re.compile(r"\{\{-?\s*(?:site|page)\.(?:base)?url\s*-?\}\}")
FILTERED = re.compile(r"\{\{-?\s*[\"']([^\"'{}]*)[\"']\s*\|\s*\w+\s*-?\}\}")
RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
OTHERS = re.compile(r"\{\{[<%][^{}]*?[>%]\}\}|\{%[^{}]*?%\}")
OUTPUT = re.compile(r"\{\{[^{}<%][^{}]*\}\}")
# How a block looks there, and where a list of contents stands (kramdown).
STYLED = re.compile(r"\{:[^{}\n]*\}")
CONTENTS = re.compile(r"^[*-] TOC[ \t]*$|^\[\[?_?TOC_?\]\]?[ \t]*$", re.I)
STRONG = re.compile(r"<(b|strong)\b[^<>]*>(\S(?:[^<>]*\S)?)</\1>", re.I)
STRESSED = re.compile(r"<(i|em)\b[^<>]*>(\S(?:[^<>]*\S)?)</\1>", re.I)
ANCHOR = re.compile(r"""<a\s[^<>]*?href\s*=\s*["']([^"'<>]*)["'][^<>]*>([^<>\[\]]+)</a>""", re.I)
SHOWN = re.compile(r"<img\s([^<>]*?)/?>", re.I)
BREAK = re.compile(r"<br\s*/?>[ \t]*", re.I)
DATE = re.compile(r"\A\d{4}-\d{2}-\d{2}[-_ ]+")


@dataclass(frozen=True)
class Tidied:
    """Plain Markdown; for each of its lines, the one of the old text it came from, counted from 0.

    `remarks` are of the old text's lines.
    """

    text: str
    lines: tuple[int, ...]
    remarks: tuple[tuple[int, str], ...]


def tidied(text: str) -> Tidied:
    """The text in plain Markdown; code in it stays as it is."""
    remarks: list[tuple[int, str]] = []
    text = OVER_LINES.sub(_on_one_line, text)
    lines = [
        (number, part)
        for number, line, is_code in _with_code(text)
        for part in _tidied_line(number, line, is_code, remarks).split("\n")
    ]
    kept: list[tuple[int, str]] = []
    at = 0
    for start, end in _blocks_of_html("\n".join(part for _, part in lines)):
        kept += lines[at:start]
        written = markdown_of("\n".join(part for _, part in lines[start:end]))
        first = lines[start][0]
        remarks += [(first, lost) for lost in written.lost]
        kept += [(first, line) for line in ("", *written.markdown.split("\n"), "")]
        at = end
    kept += lines[at:]
    return Tidied(
        "\n".join(line for _, line in kept), tuple(number for number, _ in kept), tuple(remarks)
    )


def slug_of_file(stem: str) -> str:
    """The address that a file's name stands for; many begin with the day."""
    return slug_of(DATE.sub("", stem))


def _with_code(text: str) -> Iterator[tuple[int, str, bool]]:
    fence = ""
    for number, line in enumerate(text.split("\n")):
        found = FENCE.match(line)
        if found and not fence:
            fence = found[1]
            yield number, line, True
            continue
        yield number, line, bool(fence)
        if fence and found and found[1].startswith(fence) and not line[found.end() :].strip():
            fence = ""


def _tidied_line(number: int, line: str, is_code: bool, remarks: list[tuple[int, str]]) -> str:
    if is_code or line.startswith(("    ", "\t")):
        return line

    def left_out(found: re.Match[str]) -> str:
        remarks.append((number, f"“{_short(found[0])}” means nothing here, and is left out."))
        return ""

    def told(found: re.Match[str]) -> str:
        remarks.append((number, f"“{_short(found[0])}” means nothing here; it stands as it is."))
        return found[0]

    steps: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str] | str], ...] = (
        (FIGURE, _figure), (OUR_PIECE, _our_piece), (ROOT, ""), (FILTERED, r"\1"), (RAW, ""),
        (OTHERS, left_out), (OUTPUT, told), (STYLED, ""), (CONTENTS, ""), (STRONG, r"**\2**"),
        (STRESSED, r"*\2*"), (ANCHOR, r"[\2](\1)"), (SHOWN, _shown), (BREAK, " "),
    )  # fmt: skip
    if line.lstrip().startswith("<"):  # perhaps a block of HTML, which is read as a whole
        steps = steps[:9]
    if not any(sign in line for sign in "{<") and not CONTENTS.match(line):
        return line
    parts = re.split(r"(`+[^`]*`+)", line)  # every second one is code
    for place in range(0, len(parts), 2):
        for pattern, put in steps:
            parts[place] = pattern.sub(put, parts[place])
    return "".join(parts)


def _figure(found: re.Match[str]) -> str:
    told = _named(found[1])
    words = told.get("alt") or told.get("caption") or told.get("title") or ""
    caption = told.get("caption") or told.get("title")
    picture = _picture(told.get("src", ""), words)
    return f"{picture}\n\n*{caption}*\n" if caption and told.get("alt") else picture


def _shown(found: re.Match[str]) -> str:
    told = _named(found[1])
    return _picture(told.get("src", ""), told.get("alt", ""))


def _picture(address: str, words: str) -> str:
    quiet = re.sub(r"([\[\]])", r"\\\1", " ".join(words.split()))
    return f"![{quiet}](<{address}>)" if address else ""


def _our_piece(found: re.Match[str]) -> str:
    path = (found["hugo"] or found["jekyll"]).partition("#")[0].rstrip("/")
    name = path.removesuffix("/index.md").rpartition("/")[2]
    return f"/news/{slug_of_file(re.sub(r'[.](md|markdown|html)$', '', name))}"


def _named(attributes: str) -> dict[str, str]:
    return {
        name.lower(): next((word for word in words if word), "")
        for name, *words in NAMED.findall(attributes)
    }


def _on_one_line(found: re.Match[str]) -> str:
    return found[0].replace("\n", " ") + "\n" * found[0].count("\n")


def _blocks_of_html(text: str) -> Iterator[tuple[int, int]]:
    """First line and the line behind of each that stands in no list and no quotation."""
    for token in _parser.parse(text):
        is_comment = token.content.lstrip().startswith("<!--") and "-->" in token.content
        if token.type == "html_block" and token.level == 0 and token.map and not is_comment:
            yield token.map[0], token.map[1]


def _short(content: str) -> str:
    line = " ".join(content.split())
    return line if len(line) <= 60 else f"{line[:60]} …"


_parser = MarkdownIt("commonmark", {"html": True}).enable("table")
