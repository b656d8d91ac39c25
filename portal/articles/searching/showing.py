"""How what was found is shown: the sought words marked, and the passage where they stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from portal.articles.pieces import Piece
from portal.articles.searching.finding import Found
from portal.articles.searching.keeping import plain
from portal.articles.searching.words import Sought, spans

PASSAGE_LENGTH = 200
LEAD_IN = 60  # characters before the first sought word
MOST_PLACES = 200  # of the sought words in one text that are looked at


@dataclass(frozen=True)
class Shown:
    """A piece with its headline and a passage, the sought words in `<mark>`."""

    piece: Piece
    headline: Markup
    passage: Markup


def show(found: Found, sought: Sequence[Sought]) -> Shown:
    """The standfirst when a sought word stands there, or none in the text; else from the text."""
    piece = found.piece
    passage = piece.standfirst
    if next(_places(passage, sought), None) is None:
        passage = _passage(plain(found.body), sought) or passage
    return Shown(piece, marked(piece.headline, sought), marked(passage, sought))


def marked(text: str, sought: Sequence[Sought]) -> Markup:
    """The text, escaped, each sought word in it marked."""
    parts, end = [], 0
    for start, stop, _ in _places(text, sought):
        parts += [escape(text[end:start]), Markup("<mark>%s</mark>") % text[start:stop]]
        end = stop
    return Markup().join([*parts, escape(text[end:])])


def _passage(text: str, sought: Sequence[Sought]) -> str:
    """About `PASSAGE_LENGTH` characters in which the most different sought words stand."""
    text = " ".join(text.split())
    places = [place for place, _ in zip(_places(text, sought), range(MOST_PLACES), strict=False)]
    if not places:
        return ""
    reach = PASSAGE_LENGTH - LEAD_IN

    def different(start: int) -> int:
        return len({which for at, _, which in places if start <= at < start + reach})

    first = max((at for at, _, _ in places), key=lambda at: (different(at), -at))
    start = max(0, first - LEAD_IN)
    end = min(len(text), start + PASSAGE_LENGTH)
    if start:
        start = min(first, text.find(" ", start) + 1 or first)
    if end < len(text):
        end = text.rfind(" ", first + 1, end) if " " in text[first + 1 : end] else end
    return ("… " if start else "") + text[start:end].strip() + (" …" if end < len(text) else "")


def _places(text: str, sought: Sequence[Sought]) -> Iterator[tuple[int, int, Sought]]:
    """Where sought words stand, and which."""
    for start, end, word in spans(text):
        which = next((one for one in sought if one.finds(word)), None)
        if which is not None:
            yield start, end, which
