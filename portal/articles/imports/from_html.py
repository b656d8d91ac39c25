"""From another system's HTML to the Markdown our pages are made of; what is lost is named."""

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup
from markdownify import ATX, MarkdownConverter

# With all that is in them. Their words would be no text of an article.
GONE = (
    "script style iframe object embed form video audio svg math canvas noscript template link meta"
    " base button input select textarea"
).split()
SPACE = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Written:
    """A text as Markdown, and what of it is no longer there, each in words."""

    markdown: str
    lost: tuple[str, ...]


def markdown_of(html: str) -> Written:
    """The text with its headings, lists, quotes, tables, links and pictures."""
    soup = BeautifulSoup(html, "html.parser")
    lost = []
    for element in soup.find_all(GONE):
        if element.decomposed:
            continue
        address = element.get("src") or element.get("href") or element.get("data") or ""
        lost.append(f"<{element.name}> is left out{f': {address}' if address else '.'}")
        element.decompose()
    text = _converter.convert_soup(soup)
    return Written(SPACE.sub("\n\n", text).strip(), tuple(lost))


_converter = MarkdownConverter(heading_style=ATX, bullets="-", escape_misc=True)
