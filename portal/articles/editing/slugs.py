"""Addresses made of headlines: Latin letters, digits, hyphens.

Ukrainian follows resolution 55 of its Cabinet of Ministers (2010); letters that Ukrainian does not
have follow the usual English spelling of Russian, Belarusian, Bulgarian and Serbian.
"""

import re
import unicodedata

MAX_MADE = 80  # what is made stays readable; a typed one may fill the column
MAX_TYPED = 120
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

_AT_START = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh",
    "з": "z", "и": "y", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu", "я": "ia",
    "ё": "yo", "ы": "y", "э": "e", "ъ": "", "ў": "u", "ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj",
    "ћ": "c", "џ": "dz", "ѓ": "gj", "ќ": "kj", "ѕ": "dz",
}  # fmt: skip
_LATIN = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
          "ı": "i"}  # fmt: skip
# Within a word these vanish; everything else that is no letter separates.
_SILENT = re.compile("['’ʼ‘`´\u0301]")
_WORD = re.compile(r"[^\W_]+")


def slug_of(text: str, most: int = MAX_MADE) -> str:
    """The text as an address of at most `most` signs, cut between words; "" when none is left."""
    folded = unicodedata.normalize("NFC", _SILENT.sub("", text)).lower()
    words = [word for found in _WORD.findall(folded) if (word := _in_latin(found))]
    slug = "-".join(words)
    if len(slug) <= most:
        return slug
    cut = slug[: most + 1].rpartition("-")[0]
    return cut or slug[:most]


def is_slug(text: str) -> bool:
    """True when the text can be an address as it is."""
    return len(text) <= MAX_TYPED and SLUG.fullmatch(text) is not None


def _in_latin(word: str) -> str:
    letters = []
    for place, letter in enumerate(word):
        if letter == "г" and place and word[place - 1] == "з":
            letters.append("gh")  # resolution 55: зг is zgh, so that it is not read as ж
        elif place == 0 and letter in _AT_START:
            letters.append(_AT_START[letter])
        else:
            letters.append(_CYRILLIC.get(letter, _LATIN.get(letter, letter)))
    plain = unicodedata.normalize("NFKD", "".join(letters))
    return re.sub(r"[^a-z0-9]", "", plain)
