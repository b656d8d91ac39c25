"""A text's outermost elements: where, between two paragraphs, a prompt would stand. Pure."""

from html.parser import HTMLParser

VOID = ("br", "hr", "img")


class _Ends(HTMLParser):
    """Notes where each outermost element ends."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self._lines = [0]
        for line in text.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._text = text
        self._depth = 0
        self.ends: list[int] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One deeper, but for what has no end."""
        if tag not in VOID:
            self._depth += 1
        elif self._depth == 0:
            self._note(len(self.get_starttag_text() or ""))

    def handle_endtag(self, tag: str) -> None:
        """One less deep; an outermost element ends here."""
        self._depth -= 1
        if self._depth == 0:
            line, column = self.getpos()
            start = self._lines[line - 1] + column
            self._note(self._text.index(">", start) + 1 - start)

    def _note(self, length: int) -> None:
        line, column = self.getpos()
        self.ends.append(self._lines[line - 1] + column + length)


def blocks_of(text: str) -> tuple[str, ...]:
    """The outermost elements of well-formed HTML, in order, without what lies between them."""
    ends = _Ends(text).ends
    found = [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]
    return tuple(block.strip() for block in found if block.strip())
