"""Taking a picture in: bytes of unknown origin become clean WebP files, or are refused in words.

What a file is, its content says, never its name. Every pixel is decoded and encoded anew, so what
comes out holds nothing but pixels: no place, no camera, no comment, nothing hidden behind the end.
Knows no Flask and no database; slow by nature, so it is called through `extensions.off_loop`.
"""

import hashlib
import io
from dataclasses import dataclass, field

from PIL import Image, ImageCms, ImageOps

from portal.articles.pictures import widths
from portal.errors import Refused

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 60_000_000  # what telephones and cameras of newsrooms make; 180 MB once decoded
LEAST_WIDTH, LEAST_HEIGHT = 240, 160
MOST_TIMES_AS_LONG = 4
# Decoders that are given a file of strangers; all others stay closed to it.
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITIES = (82, 74, 66, 58, 50)
PAPER = (255, 255, 255)

NO_PICTURE = "This is no picture that can be read. JPEG, PNG and WebP can."
# The first bytes of what people try as well, and what to do instead.
OTHERS = (
    (b"GIF8", "GIF is not taken: save it as PNG, or a still of it as JPEG."),
    (b"%PDF", "This is a PDF. Save the page as PNG or JPEG."),
    (b"II*\0", "TIFF is not taken. Save it as JPEG or PNG."),
    (b"MM\0*", "TIFF is not taken. Save it as JPEG or PNG."),
    (b"BM", "BMP is not taken. Save it as PNG."),
)
BRANDS = {
    b"avif": "AVIF", b"avis": "AVIF", b"heic": "HEIC", b"heix": "HEIC", b"hevc": "HEIC",
    b"mif1": "HEIC", b"msf1": "HEIC",
}  # fmt: skip


@dataclass(frozen=True)
class Rendition:
    """One file of a picture: its size in pixels and its bytes, WebP."""

    width: int
    height: int
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class TakenIn:
    """A clean picture. `key` names what is to be seen: the same picture has the same key."""

    key: str
    files: tuple[Rendition, ...]  # ascending

    @property
    def sizes(self) -> list[list[int]]:
        """[width, height] of every file, ascending."""
        return [[file.width, file.height] for file in self.files]


def take_in(data: bytes) -> TakenIn:
    """The picture upright, in sRGB, without anything but pixels, in every width.

    Raises: Refused (field "picture"): no picture, animated, too large, too small, broken off.
    """
    if len(data) > MOST_BYTES:
        raise _refusal(f"A picture may have at most {MOST_BYTES >> 20} MB.")
    _check_kind(data)
    try:
        master = _master(data)
    except Refused:
        raise
    except Exception as error:  # a decoder may stumble over a hostile file in any way it likes
        raise _refusal("This picture is broken: it cannot be read to its end.") from error
    named = repr(master.size).encode() + master.tobytes()
    key = hashlib.sha256(named).hexdigest()[:16]
    sizes = widths.sizes_up_to(*master.size)
    return TakenIn(key, tuple(_rendition(master, size) for size in sizes))


def _check_kind(data: bytes) -> None:
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<svg", b"<?xml", b"<!doctype svg")) or b"<svg" in start:
        raise _refusal("SVG is not taken, because it can hold programs. Save it as PNG.")
    for first, words in OTHERS:
        if data.startswith(first):
            raise _refusal(words)
    if data[4:8] == b"ftyp" and (name := BRANDS.get(data[8:12])):
        raise _refusal(f"{name} is not taken. Save the picture as JPEG or PNG.")


def _master(data: bytes) -> Image.Image:
    """The picture as it is to be seen, at the size of its largest file."""
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except Exception as error:
        raise _refusal(NO_PICTURE) from error
    with picture:
        width, height = picture.size
        if width * height > MOST_PIXELS:
            raise _too_many_pixels()
        # A telephone's JPEG may carry a second picture (depth, light) behind the one to be seen.
        if picture.format in ("PNG", "WEBP") and getattr(picture, "is_animated", False):
            raise _refusal("Moving pictures are not taken. Save a still of it as JPEG or PNG.")
        _check_shape(width, height)
        if picture.format in ("JPEG", "MPO"):
            # Decode no more than is needed; upright or not, twice the largest width remains.
            picture.draft(None, (2 * widths.LADDER[-1], 2 * widths.LADDER[-1]))
        upright = ImageOps.exif_transpose(picture)
        size = widths.largest(*upright.size)
        return _resized(_in_srgb(_flat(upright), picture.info.get("icc_profile")), size)


def _check_shape(width: int, height: int) -> None:
    if min(width, height) < LEAST_HEIGHT or max(width, height) < LEAST_WIDTH:
        raise _refusal(
            f"This picture has {width} × {height} pixels; at least"
            f" {LEAST_WIDTH} × {LEAST_HEIGHT} are needed to look like anything."
        )
    if max(width, height) > MOST_TIMES_AS_LONG * min(width, height):
        raise _refusal(
            f"This picture is more than {MOST_TIMES_AS_LONG} times as long as it is wide."
            " Cut it to what matters."
        )


def _flat(picture: Image.Image) -> Image.Image:
    """Without transparency, which would show another colour in every scheme."""
    if picture.mode.startswith("I"):  # 16 bits of grey
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if not picture.has_transparency_data:
        return picture.convert("RGB") if picture.mode == "P" else picture
    sheet = Image.new("RGBA", picture.size, (*PAPER, 255))
    sheet.alpha_composite(picture.convert("RGBA"))
    return sheet.convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours as they were meant, in the space that every screen assumes."""
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        try:
            meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, meant, srgb, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            pass  # a profile that cannot be read tells nothing
        else:
            return converted or picture
    return picture.convert("RGB")


def _rendition(master: Image.Image, size: tuple[int, int]) -> Rendition:
    """The file of one size: at the best quality that keeps it light, at the least in any case."""
    picture = _resized(master, size)
    most_bytes = 8_000 + size[0] * size[1] * 9 // 100
    data = b""
    for quality in QUALITIES:
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=4, exif=b"", xmp=b"", icc_profile=b"")
        data = out.getvalue()
        if len(data) <= most_bytes:
            break
    return Rendition(*size, data)


def _resized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    if picture.size == size:
        return picture
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _too_many_pixels() -> Refused:
    return _refusal(
        f"This picture has too many pixels; at most {MOST_PIXELS // 1_000_000} million are"
        " possible. Save it smaller: 1600 pixels of width are enough."
    )


def _refusal(words: str) -> Refused:
    return Refused(words, field="picture")
