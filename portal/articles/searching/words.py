"""From a text to the words it is found by, and from what a reader typed to the words sought.

Both databases hold exactly these words and take none of them apart again, so they find the same.
Nothing here reads the database.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# A letter with the marks that hang on it; words go on behind an apostrophe or a soft hyphen.
LETTER = r"(?:[^\W_][\u0300-\u036f]*)"
JOINERS = "'\u02bc\u2019\u2018\u02b9`\u00b4\u2032\u00ad"
WORD = re.compile(f"{LETTER}+(?:[{JOINERS}]+{LETTER}+)*")
NO_JOINERS = dict.fromkeys(map(ord, JOINERS))  # some of them count as letters
POSSESSIVE = re.compile(f"[{JOINERS}]s$")
# Letters of their own, though they are drawn as others with a mark.
OWN_LETTERS = frozenset("йїў")
# Letters that readers type for another and that do not come apart.
TYPED_AS = str.maketrans({"ґ": "г", "ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})

LONGEST_WORD = 40
MOST_WORDS_KEPT = 8_000  # of one text; PostgreSQL takes a megabyte of them
MOST_WORDS_SOUGHT = 8
SHORTEST_SEARCH = 2
# From so many letters on a word also finds those that begin with it: "tram", "trams".
BEGINS_AT = 3

# Where a word was found, nearest to the reader's eye first. A word of the headline is kept for all
# three, one of the body for the last alone.
HEADLINE, STANDFIRST, BODY = DEPTHS = (1, 2, 3)


@dataclass(frozen=True)
class Sought:
    """A word a reader looks for; when `is_beginning`, longer words that begin so are found too."""

    word: str
    is_beginning: bool

    def finds(self, word: str) -> bool:
        """Whether a folded word of a text is one of those."""
        return word.startswith(self.word) if self.is_beginning else word == self.word


def sought(typed: str) -> tuple[Sought, ...]:
    """What a reader looks for, each word once, the first few; nothing when it is too short.

    The last word may be unfinished.
    """
    words = list(dict.fromkeys(word for _, _, word in spans(typed)))[:MOST_WORDS_SOUGHT]
    if max(map(len, words), default=0) < SHORTEST_SEARCH:
        return ()
    return tuple(
        Sought(word, len(word) >= (SHORTEST_SEARCH if word == words[-1] else BEGINS_AT))
        for word in words
    )


def kept(headline: str, standfirst: str, body: str) -> str:
    """The words of plain texts, each behind the number of every depth it is found at.

    Separated by single spaces; in `body` at most `MOST_WORDS_KEPT` different ones.
    """
    found: list[dict[str, None]] = []
    for text in (headline, standfirst, body):
        own = dict.fromkeys(word for _, _, word in spans(text))
        found.append({**(found[-1] if found else {}), **own})
    return " ".join(
        f"{depth}{word}"
        for depth, words in zip(DEPTHS, found, strict=True)
        for word in list(words)[:MOST_WORDS_KEPT]
    )


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Each word of a text as it is kept, with where it begins and ends in the text."""
    for match in WORD.finditer(text):
        if word := fold(match[0]):
            yield match.start(), match.end(), word


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """The word without case, accents, apostrophes and a final "'s": letters and digits only.

    "ё" becomes "е", "ґ" becomes "г"; "й", "ї" and "ў" stay what they are.
    """
    joined = POSSESSIVE.sub("", word.casefold()).translate(NO_JOINERS)
    lower = unicodedata.normalize("NFKC", joined)
    parts = (c if c in OWN_LETTERS else unicodedata.normalize("NFKD", c) for c in lower.casefold())
    return "".join(c for c in "".join(parts).translate(TYPED_AS) if c.isalnum())[:LONGEST_WORD]
