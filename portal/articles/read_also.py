"""Links to our own articles that stand alone in a paragraph: shown as a block with the headline.

The text keeps a plain link, so that it reads well in the feed and where the piece is gone; what
the headline says now is only known when the page is made.
"""

import html
import re
from collections.abc import Callable, Mapping

from portal.articles.pieces import Piece

# Written by our own renderer: a paragraph, perhaps stressed, with words of the author's before
# ("Read also: ") at the most, and one link.
ALONE = re.compile(
    r"<p>(?:<(?:em|strong)>)?(?P<lead>(?:[Rr]ead|[Ss]ee) also:?\s*)?"
    r'<a href="(?:/[^"/]+)*/news/(?P<slug>[^"/?#<>]+)"[^<>]*>(?P<words>(?:(?!</?(?:a|p)\b).)*)</a>'
    r"[.\s]*(?:</(?:em|strong)>)?</p>",
    re.DOTALL,
)


def slugs_in(body: str) -> set[str]:
    """The slugs of the pieces that `with_blocks` could show."""
    return {html.unescape(match["slug"]) for match in ALONE.finditer(body)}


def with_blocks(body: str, pieces: Mapping[str, Piece], block: Callable[[Piece], str]) -> str:
    """The text with `block(piece)` in place of each such paragraph; others stay as they are."""

    def put(match: re.Match[str]) -> str:
        piece = pieces.get(html.unescape(match["slug"]))
        return block(piece) if piece else match[0]

    return ALONE.sub(put, body)
