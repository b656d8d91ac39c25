"""Pictures for tests: drawn here, with whatever a camera, a program or an enemy leaves in them."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw, TiffImagePlugin

PLACE = "Pryvoz quay 7"
CAMERA = "Kamera Nr. 1"
ORIENTATION, MODEL, GPS, DESCRIPTION = 0x0112, 0x0110, 0x8825, 0x010E


def drawn(width: int = 900, height: int = 600, mode: str = "RGB") -> Image.Image:
    """A picture whose upper left is red and lower right is blue."""
    picture = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, width // 3, height // 3), fill=(200, 30, 30))
    pen.rectangle((2 * width // 3, 2 * height // 3, width, height), fill=(30, 30, 200))
    return picture.convert(mode)


def saved(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def photograph(orientation: int = 1, **size: int) -> bytes:
    """A JPEG as a telephone makes it: with place, camera, description and orientation."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MODEL] = CAMERA
    exif[DESCRIPTION] = PLACE
    rational = TiffImagePlugin.IFDRational
    north = tuple(rational(n, 1) for n in (46, 28, 59))
    exif[GPS] = {1: "N", 2: north, 3: "E", 4: north, 27: PLACE.encode()}
    return saved(drawn(**size), exif=exif, comment=PLACE.encode(), xmp=f"<x>{PLACE}</x>".encode())


def declared_png(width: int, height: int) -> bytes:
    """A tiny PNG that says it is that large, and whose data would inflate to it."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    data = zlib.compress(bytes(min(height * (1 + width // 8), 50_000_000)), 9)
    chunks = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, held) for name, held in chunks)


def chunk(name: bytes, held: bytes) -> bytes:
    """One part of a PNG."""
    return struct.pack(">I", len(held)) + name + held + struct.pack(">I", zlib.crc32(name + held))


def swapped_profile() -> bytes:
    """A colour profile (ICC.1:2001-04) in which what is stored as red is meant as green."""
    red, green, blue = (0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141)
    tags = {
        b"wtpt": _xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": _xyz(*green),
        b"gXYZ": _xyz(*red),
        b"bXYZ": _xyz(*blue),
        b"rTRC": _gamma(),
        b"gTRC": _gamma(),
        b"bTRC": _gamma(),
        b"desc": b"desc" + bytes(4) + struct.pack(">I", 8) + b"swapped\0" + bytes(78),
        b"cprt": b"text" + bytes(4) + b"none\0" + bytes(3),
    }
    table, body, place = b"", b"", 128 + 4 + 12 * len(tags)
    for name, held in tags.items():
        padded = held + bytes(-len(held) % 4)
        table += name + struct.pack(">II", place + len(body), len(held))
        body += padded
    size = place + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"test", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H", 2026, 11, 22, 0, 0, 0) + b"acsp" + bytes(28)
    head += struct.pack(">3i", 0xF6D6, 0x10000, 0xD32D)
    head += bytes(128 - len(head))
    return head + struct.pack(">I", len(tags)) + table + body


def _xyz(*values: float) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(value * 65536) for value in values))


def _gamma() -> bytes:
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(2.2 * 256)) + bytes(2)
