"""Pictures of an import, each decoded once: what became of a file is remembered by its bytes.

The memory is a file beside the media, one line a picture. It saves time and nothing else: without
it, or with a line that broke off, pictures are decoded anew.
"""

import hashlib
import json
from pathlib import Path

from portal.articles.pictures import intake, store
from portal.articles.pictures.intake import Rendition, TakenIn
from portal.articles.pieces import file_name

MEMORY = "imported-pictures.jsonl"


class Darkroom:
    """Makes clean pictures of files. Unless it `keeps`, it writes nothing."""

    def __init__(self, media: Path, *, keeps: bool) -> None:
        self.media, self.keeps = media, keeps
        self.memory = media.parent / MEMORY
        self._known = dict(_lines_of(self.memory))

    def develop(self, path: Path) -> TakenIn:
        """The clean picture, its files kept below `media`; not in a transaction.

        One that was developed before comes without its bytes. Raises: Refused, OSError.
        """
        with path.open("rb") as file:
            data = file.read(intake.MOST_BYTES + 1)
        name = hashlib.sha256(data).hexdigest()
        known = self._known.get(name)
        if known is not None and (not self.keeps or self._is_there(known)):
            return known
        taken = store.receive(data, self.media) if self.keeps else intake.take_in(data)
        without_bytes = tuple(Rendition(file.width, file.height, b"") for file in taken.files)
        self._known[name] = TakenIn(taken.key, without_bytes)
        if self.keeps:
            with self.memory.open("a", encoding="utf-8") as memory:
                # A line before it that broke off must not take this one with it.
                memory.write("\n" + json.dumps([name, taken.key, taken.sizes]) + "\n")
        return taken

    def _is_there(self, taken: TakenIn) -> bool:
        return all((self.media / file_name(taken.key, *size)).exists() for size in taken.sizes)


def _lines_of(memory: Path) -> list[tuple[str, TakenIn]]:
    if not memory.exists():
        return []
    found = []
    for line in memory.read_text(encoding="utf-8").splitlines():
        try:
            name, key, sizes = json.loads(line)
            files = tuple(Rendition(int(width), int(height), b"") for width, height in sizes)
        except (ValueError, TypeError):
            continue
        found.append((str(name), TakenIn(str(key), files)))
    return found
