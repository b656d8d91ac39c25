"""From another system's HTML to the Markdown our pages are made of; what is lost is named."""

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import Tag
from markdownify import ATX, MarkdownConverter

# With all that is in them. Their words would be no text of an article.
GONE = (
    "script style iframe object embed form video audio svg math canvas noscript template link meta"
    " base button input select textarea title"
).split()
# Ghost's blocks that only its own scripts bring to life, by the last part of their class.
CARDS = ("audio", "video", "signup", "email", "email-cta", "file", "cta", "header")
PORTAL = "#/portal"  # Ghost's own sign-up
SPACE = re.compile(r"\n{3,}")
DEEPEST = 200


@dataclass(frozen=True)
class Written:
    """A text as Markdown, and what of it is no longer there, each in words."""

    markdown: str
    lost: tuple[str, ...]


def markdown_of(html: str) -> Written:
    """The text with its headings, lists, quotes, tables, links and pictures.

    Raises: ValueError when elements lie in one another deeper than any text needs.
    """
    soup = BeautifulSoup(html, "html.parser")
    lost: list[str] = []
    _check_depth(soup)
    for card in soup.select(", ".join(f".kg-{name}-card" for name in CARDS)):
        if not card.decomposed:
            kind = next(kind for kind in CARDS if f"kg-{kind}-card" in card["class"])
            lost.append(f"A card of the kind “{kind}” is left out{_address(card)}")
            card.decompose()
    for card in soup.select(".kg-bookmark-card"):
        _simplify(card, soup)
    for element in soup.find_all(GONE):
        if not element.decomposed:
            lost.append(f"<{element.name}> is left out{_address(element)}")
            element.decompose()
    for anchor in soup.select(f'a[href*="{PORTAL}"]'):
        lost.append(f"A link to Ghost's sign-up is left out: {anchor.get_text(' ', strip=True)}")
        anchor.decompose()
    text = _converter.convert_soup(soup)
    return Written(SPACE.sub("\n\n", text).strip(), tuple(lost))


def words_of(html: str) -> str:
    """Its words in one line, for places that hold no markup."""
    return " ".join(BeautifulSoup(html, "html.parser").get_text().split())


def _check_depth(soup: BeautifulSoup) -> None:
    depth, waiting = 0, list(soup.find_all(True, recursive=False))
    while waiting:
        depth += 1
        if depth > DEEPEST:
            raise ValueError(f"its HTML is more than {DEEPEST} elements deep")
        waiting = [child for tag in waiting for child in tag.find_all(True, recursive=False)]


def _simplify(card: Tag, soup: BeautifulSoup) -> None:
    """A link with the title of what it leads to, instead of that with its whole advertisement."""
    link = card.find("a", href=True)
    title = card.select_one(".kg-bookmark-title")
    if link is not None:
        plain = soup.new_tag("a", href=str(link["href"]))
        plain.string = (title or link).get_text(" ", strip=True) or str(link["href"])
        paragraph = soup.new_tag("p")
        paragraph.append(plain)
        card.replace_with(paragraph)


def _address(element: Tag) -> str:
    for found in (element, *element.find_all(["a", "source", "video", "audio"])):
        address = found.get("src") or found.get("href") or found.get("data")
        if address:
            return f": {address}"
    return "."


_converter = MarkdownConverter(heading_style=ATX, bullets="-", escape_misc=True)
