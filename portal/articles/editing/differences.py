"""What differs between two texts, paragraph by paragraph and within one word by word.

Nothing here knows articles or HTML; the pages mark what is gone and what is new.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW, LEFT_OUT = "same", "gone", "new", "left-out"
WORD = re.compile(r"\w+(?:['’ʼ\-]\w+)*|\s+|[^\w\s]")
# Above this many words, paragraphs that were rewritten are shown whole: comparing them word by
# word would take seconds and be unreadable.
MOST_WORDS = 4_000
# So many unchanged paragraphs stand around a change, to see where it is.
AROUND = 1


@dataclass(frozen=True)
class Part:
    """A run of text of one kind; of LEFT_OUT, `text` says how many paragraphs."""

    kind: str
    text: str


def differences(old: str, new: str) -> list[Part]:
    """The new text with what is gone and what is new marked; long unchanged runs left out."""
    old_paragraphs, new_paragraphs = _paragraphs(old), _paragraphs(new)
    matcher = SequenceMatcher(None, old_paragraphs, new_paragraphs, autojunk=False)
    parts: list[Part] = []
    blocks = matcher.get_opcodes()
    for place, (kind, i1, i2, j1, j2) in enumerate(blocks):
        if kind == "equal":
            run = new_paragraphs[j1:j2]
            parts += _context(run, is_first=place == 0, is_last=place == len(blocks) - 1)
        else:
            parts += words("".join(old_paragraphs[i1:i2]), "".join(new_paragraphs[j1:j2]))
    return _joined(parts)


def words(old: str, new: str) -> list[Part]:
    """The same for a short text, word by word, nothing left out."""
    before, after = WORD.findall(old), WORD.findall(new)
    if len(before) + len(after) > MOST_WORDS:
        return _joined([Part(GONE, old), Part(NEW, new)])
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    parts = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            parts.append(Part(SAME, "".join(after[j1:j2])))
        else:
            parts += [Part(GONE, "".join(before[i1:i2])), Part(NEW, "".join(after[j1:j2]))]
    return _joined(_in_whole_runs(parts))


def _paragraphs(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n+|[^\n]+$", text)


def _context(run: Sequence[str], *, is_first: bool, is_last: bool) -> Iterator[Part]:
    """An unchanged run with its middle left out, or the end that no change is near."""
    head, tail = 0 if is_first else AROUND, 0 if is_last else AROUND
    if len(run) <= head + tail + 1:
        yield Part(SAME, "".join(run))
        return
    yield Part(SAME, "".join(run[:head]))
    yield Part(LEFT_OUT, str(len(run) - head - tail))
    yield Part(SAME, "".join(run[len(run) - tail :]))


def _in_whole_runs(parts: Sequence[Part]) -> list[Part]:
    """Without single spaces kept between two changed words: a phrase is replaced as a whole."""
    merged: list[Part] = []
    for place, part in enumerate(parts):
        is_between = 0 < place < len(parts) - 1
        if part.kind == SAME and is_between and part.text.isspace() and "\n" not in part.text:
            merged += [Part(GONE, part.text), Part(NEW, part.text)]
        else:
            merged.append(part)
    return merged


def _joined(parts: Sequence[Part]) -> list[Part]:
    """Neighbours of one kind as one, within a change first what is gone, then what is new."""
    found: list[Part] = []
    gone = new = ""
    for part in [*parts, Part(SAME, "")]:
        if part.kind == GONE:
            gone += part.text
        elif part.kind == NEW:
            new += part.text
        else:
            found += [one for one in (Part(GONE, gone), Part(NEW, new)) if one.text]
            gone = new = ""
            if part.kind == SAME and found and found[-1].kind == SAME:
                found[-1] = Part(SAME, found[-1].text + part.text)
            elif part.text:
                found.append(part)
    return found
