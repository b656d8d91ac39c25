"""Taking pictures in: clean files of every width, whatever was in them; or refused in words."""

import io
import zipfile
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from portal.articles.pictures import intake
from portal.articles.pictures.intake import TakenIn, take_in
from portal.articles.pictures.widths import largest, sizes_up_to
from portal.errors import Refused
from tests.articles.pictures.shots import (
    CAMERA,
    PLACE,
    chunk,
    declared_png,
    drawn,
    photograph,
    saved,
    swapped_profile,
)

SCRIPT = b"<script>document.title='run'</script>"


def opened(taken: TakenIn, number: int = -1) -> Image.Image:
    return Image.open(io.BytesIO(taken.files[number].data))


def red(picture: Image.Image, x: float, y: float) -> bool:
    spot = picture.convert("RGB").getpixel((int(x * picture.width), int(y * picture.height)))
    assert isinstance(spot, tuple)
    return spot[0] > 150 and spot[1] < 90


def test_a_picture_comes_out_in_every_width_below_its_own() -> None:
    assert sizes_up_to(1600, 1067) == (
        (320, 213), (480, 320), (800, 534), (1200, 800), (1600, 1067),
    )  # fmt: skip
    assert sizes_up_to(1200, 800) == ((320, 213), (480, 320), (800, 533), (1200, 800))
    assert sizes_up_to(900, 600) == ((320, 213), (480, 320), (900, 600))
    assert sizes_up_to(240, 240) == ((240, 240),)
    assert largest(6000, 4000) == (1600, 1067)
    assert largest(500, 400) == (500, 400)
    taken = take_in(saved(drawn(3000, 2000)))
    assert taken.sizes == [[320, 213], [480, 320], [800, 534], [1200, 800], [1600, 1067]]
    for (width, height), file in zip(taken.sizes, taken.files, strict=True):
        with Image.open(io.BytesIO(file.data)) as picture:
            assert (picture.format, picture.size) == ("WEBP", (width, height))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_stands_upright(orientation: int) -> None:
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = orientation
    held = drawn().transpose(turns[orientation]) if orientation > 1 else drawn()
    picture = opened(take_in(saved(held, exif=exif)))
    assert picture.size == (900, 600)
    assert red(picture, 0.1, 0.1)
    assert not red(picture, 0.9, 0.1)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_comes_out(kind: str) -> None:
    with Image.open(io.BytesIO(photograph())) as held:
        exif = held.getexif()
        assert exif.get_ifd(0x8825)  # the place was there
        data = photograph() if kind == "JPEG" else saved(held, kind, exif=exif)
    assert PLACE.encode() in data
    taken = take_in(data)
    for file in taken.files:
        for secret in (PLACE.encode(), CAMERA.encode(), b"Exif", b"EXIF", b"XMP", b"ICCP", b"GPS"):
            assert secret not in file.data
        with Image.open(io.BytesIO(file.data)) as picture:
            assert not picture.getexif()
            assert not picture.getexif().get_ifd(0x8825)
            assert not {"exif", "xmp", "icc_profile", "comment"} & picture.info.keys()


def test_the_same_picture_has_the_same_key_whatever_stands_beside_its_pixels() -> None:
    plain, telling = saved(drawn()), photograph()
    assert plain != telling
    assert take_in(plain).key == take_in(telling).key == take_in(plain).key
    assert take_in(saved(drawn(901, 600))).key != take_in(plain).key
    assert len(take_in(plain).key) == 16


def test_colours_are_as_they_were_meant() -> None:
    picture = opened(take_in(saved(drawn(), "PNG", icc_profile=swapped_profile())))
    spot = picture.convert("RGB").getpixel((50, 50))
    assert isinstance(spot, tuple)
    assert spot[1] > spot[0] + 50  # stored as red, meant as green
    broken = take_in(saved(drawn(), "PNG", icc_profile=b"no profile at all"))
    assert red(opened(broken), 0.1, 0.1)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("L", "JPEG"), ("CMYK", "JPEG"), ("P", "PNG"), ("1", "PNG"), ("RGBA", "PNG"), ("LA", "WEBP")],
)
def test_every_way_to_hold_colours_becomes_the_one_of_screens(mode: str, kind: str) -> None:
    picture = opened(take_in(saved(drawn(mode=mode), kind)))
    assert picture.mode == "RGB"
    assert red(picture, 0.1, 0.1) == (mode not in ("L", "1", "LA"))


def test_sixteen_bits_of_grey_stay_grey() -> None:
    grey = Image.frombytes("I;16", (400, 300), bytes([0, 128]) * 120_000)
    spot = opened(take_in(saved(grey, "PNG"))).convert("RGB").getpixel((200, 150))
    assert isinstance(spot, tuple)
    assert all(abs(part - 128) < 4 for part in spot)


def test_what_is_transparent_becomes_paper() -> None:
    clear = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    assert opened(take_in(saved(clear, "PNG"))).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_of_a_telephones_double_picture_the_first_is_taken() -> None:
    first, second = drawn(), Image.new("RGB", (900, 600), "black")
    data = saved(first, "MPO", save_all=True, append_images=[second])
    assert red(opened(take_in(data)), 0.1, 0.1)


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("run.sh", "#!/bin/sh")
    return out.getvalue()


@pytest.mark.parametrize("hidden", [SCRIPT, archive(), b"\0" * 100_000 + SCRIPT])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_hides_behind_a_picture_stays_outside(kind: str, hidden: bytes) -> None:
    taken = take_in(saved(drawn(), kind) + hidden)
    for file in taken.files:
        assert SCRIPT not in file.data
        assert b"run.sh" not in file.data
        assert file.data.startswith(b"RIFF")


def frames(kind: str) -> bytes:
    return saved(drawn(), kind, save_all=True, append_images=[drawn(mode="L").convert("RGB")])


def with_long_text() -> bytes:
    data = saved(drawn(), "PNG")
    text = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a" * 3_000_000))
    return data[:33] + text * 40 + data[33:]


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "no picture"),
    "text": (lambda: b"The council met at nine. " * 40, "no picture"),
    "html that says it is jpeg": (lambda: b"\xff\xd8\xff" + SCRIPT * 20, "no picture|broken"),
    "html": (lambda: b"<!doctype html>" + SCRIPT, "no picture"),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
    "svg with a head": (lambda: b'\xef\xbb\xbf<?xml version="1.0"?><!-- a --><svg/>', "SVG"),
    "svg behind a comment": (lambda: b"<!-- " + b"a" * 200 + b" --><svg onload=x>", "SVG"),
    "gif": (lambda: saved(drawn(), "GIF"), "GIF"),
    "moving gif": (lambda: frames("GIF"), "GIF"),
    "moving png": (lambda: frames("PNG"), "Moving"),
    "moving webp": (lambda: frames("WEBP"), "Moving"),
    "avif": (lambda: b"\0\0\0\x20ftypavif" + b"\0" * 200, "AVIF"),
    "heic": (lambda: b"\0\0\0\x20ftypheic" + b"\0" * 200, "HEIC"),
    "tiff": (lambda: saved(drawn(), "TIFF"), "TIFF"),
    "bmp": (lambda: saved(drawn(), "BMP"), "BMP"),
    "pdf": (lambda: b"%PDF-1.7\n" + b"\0" * 300, "PDF"),
    "postscript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 900 600\n", "no picture"),
    "archive": (archive, "no picture"),
    "icon": (lambda: saved(drawn(), "ICO"), "no picture"),
    "too many pixels": (lambda: declared_png(9_000, 9_000), "too many pixels"),
    "a bomb": (lambda: declared_png(60_000, 60_000), "too many pixels"),
    "a greater bomb": (lambda: declared_png(2_000_000_000, 2_000_000_000), "too many pixels|no p"),
    "too long": (lambda: saved(drawn(3000, 200)), "times as long"),
    "too small": (lambda: saved(drawn(100, 100)), "at least"),
    "one pixel": (lambda: saved(Image.new("RGB", (1, 1)), "PNG"), "at least"),
    "text that unpacks": (with_long_text, "no picture|broken"),
    "too many bytes": (lambda: saved(drawn()) + bytes(intake.MOST_BYTES), "at most 20 MB"),
    **{
        f"{kind} broken off at {part} %": (
            lambda kind=kind, part=part: (d := saved(drawn(), kind))[: len(d) * part // 100],
            "broken|no picture",
        )
        for kind in ("JPEG", "PNG", "WEBP")
        for part in (1, 10, 40, 80, 97)
    },
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_clean_picture_is_refused_in_words(name: str) -> None:
    make, words = REFUSED[name]
    with pytest.raises(Refused, match=words) as refusal:
        take_in(make())
    assert refusal.value.field == "picture"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_file_with_wrong_bytes_is_taken_or_refused_but_never_more(kind: str) -> None:
    whole = bytearray(saved(drawn(400, 300), kind))
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        damaged = bytes(whole[:place]) + bytes([whole[place] ^ 0xFF]) + bytes(whole[place + 1 :])
        try:
            taken = take_in(damaged)
        except Refused:
            continue
        assert all(file.data.startswith(b"RIFF") for file in taken.files)
