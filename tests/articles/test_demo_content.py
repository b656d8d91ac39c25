"""The demo's news looks like a newspaper: enough of it, nothing twice, nothing missing."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image, ImageChops, ImageStat

from portal.articles.demo.draw import (
    PICTURES,
    PORTRAIT_BYTES,
    PORTRAIT_PIXELS,
    SCENE_SIZES,
    draw,
    encode,
)
from portal.articles.demo.gallery import PORTRAITS, SCENES
from portal.articles.seed import DEMO, read_piece

NEWSROOM: dict[str, Any] = yaml.safe_load((DEMO / "newsroom.yaml").read_text(encoding="utf-8"))
PIECES = {path.stem: read_piece(path) for path in sorted((DEMO / "pieces").glob("*.md"))}
ARTICLES = {slug: piece for slug, piece in PIECES.items() if piece["kind"] == "article"}
BRIEFS = {slug: piece for slug, piece in PIECES.items() if piece["kind"] == "brief"}
SIX_WEEKS_HOURS = 6 * 7 * 24


def words(piece: dict[str, Any]) -> int:
    """Words of a body as a reader counts them: no link targets, no marks of Markdown."""
    text = re.sub(r"\]\([^)]*\)", "]", piece["body"])
    return len(re.findall(r"[\w’'.,$%–-]*\w[\w’'.,$%–-]*", text))


def links(piece: dict[str, Any]) -> list[str]:
    return re.findall(r"\]\(/news/([^)]+)\)", piece["body"])


def test_there_is_a_newspaper_full_of_it() -> None:
    assert len(PIECES) >= 44
    assert len(ARTICLES) >= 26
    assert len(BRIEFS) >= 18
    assert len(ARTICLES) + len(BRIEFS) == len(PIECES)
    assert len(NEWSROOM["authors"]) == 8
    assert 6 <= len(NEWSROOM["sections"]) <= 7


def test_articles_and_briefs_keep_their_lengths() -> None:
    assert {slug: n for slug, p in ARTICLES.items() if not 350 <= (n := words(p)) <= 900} == {}
    assert {slug: n for slug, p in BRIEFS.items() if not 40 <= (n := words(p)) <= 90} == {}


def test_no_paragraph_headline_or_caption_stands_twice() -> None:
    said: Counter[str] = Counter()
    for piece in PIECES.values():
        said.update(part.strip() for part in re.split(r"\n\s*\n", piece["body"]))
        said.update(
            piece[key] for key in ("headline", "standfirst", "picture_caption") if piece.get(key)
        )
    assert [text for text, times in said.items() if times > 1] == []


def test_no_long_sentence_is_told_twice() -> None:
    told: Counter[str] = Counter()
    for piece in PIECES.values():
        sentences = re.split(r"(?<=[.?!])[”’]?\s+", " ".join(piece["body"].split()))
        told.update(sentence for sentence in sentences if len(sentence.split()) >= 8)
    assert [sentence for sentence, times in told.items() if times > 1] == []


@pytest.mark.parametrize("slug", PIECES)
def test_a_piece_refers_only_to_what_there_is(slug: str) -> None:
    piece = PIECES[slug]
    assert piece["slug"] == slug
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert piece["section"] in {section["slug"] for section in NEWSROOM["sections"]}
    assert piece["author"] in {author["slug"] for author in NEWSROOM["authors"]}
    assert piece["kicker"]
    assert piece["headline"]
    assert piece["tags"]
    for linked in links(piece):
        assert PIECES[linked]["published_hours_ago"] > piece["published_hours_ago"], linked
    if slug in ARTICLES:
        assert piece["standfirst"].endswith(".")
        assert piece["picture"] in SCENES
        assert piece["picture_alt"].endswith(".")
        assert piece["picture_caption"].endswith(".")
        assert piece["picture_credit"]


def test_news_is_spread_over_six_weeks_with_several_pieces_today() -> None:
    hours = sorted(piece["published_hours_ago"] for piece in PIECES.values())
    assert sum(age < 12 for age in hours) >= 6
    assert SIX_WEEKS_HOURS - 72 < hours[-1] < SIX_WEEKS_HOURS
    assert all(later - sooner > 0.05 for sooner, later in pairwise(hours))
    assert all(later - sooner < 80 for sooner, later in pairwise(hours))


def test_an_update_comes_after_the_first_printing() -> None:
    updated = [piece for piece in PIECES.values() if "updated_hours_ago" in piece]
    assert 0.18 * len(ARTICLES) <= len(updated) <= 0.4 * len(PIECES)
    for piece in updated:
        assert 0 < piece["updated_hours_ago"] < piece["published_hours_ago"]
    corrected = [piece for piece in PIECES.values() if piece.get("corrections")]
    assert corrected
    for piece in corrected:
        for note in piece["corrections"]:
            assert 0 < note["hours_ago"] < piece["published_hours_ago"]


def test_follow_ups_lead_back_to_what_came_before() -> None:
    assert sum(bool(links(piece)) for piece in PIECES.values()) >= 10


def test_every_section_and_author_has_articles() -> None:
    for section in NEWSROOM["sections"]:
        assert sum(piece["section"] == section["slug"] for piece in PIECES.values()) >= 3
    for author in NEWSROOM["authors"]:
        assert sum(piece["author"] == author["slug"] for piece in PIECES.values()) >= 2
        assert author["portrait"] in PORTRAITS
        assert author["portrait_alt"]
        assert 2 <= len(re.findall(r"[.?!](?:\s|$)", author["bio"])) <= 4


def test_the_text_is_set_with_a_printers_quotes() -> None:
    for path in [*(DEMO / "pieces").glob("*.md"), DEMO / "newsroom.yaml"]:
        text = path.read_text(encoding="utf-8")
        assert not re.findall(r"[\"'—]", text), path.name
        assert text.count("“") == text.count("”"), path.name


def test_pictures_have_their_sizes_and_stay_light() -> None:
    expected = {f"{stem}-{width}.webp" for stem in SCENES for width in SCENE_SIZES}
    expected |= {f"{stem}-{PORTRAIT_PIXELS}.webp" for stem in PORTRAITS}
    assert {path.name for path in PICTURES.iterdir()} == expected
    for stem in SCENES:
        for width, (height, most_bytes) in SCENE_SIZES.items():
            check_picture(PICTURES / f"{stem}-{width}.webp", (width, height), most_bytes)
    for stem in PORTRAITS:
        square = (PORTRAIT_PIXELS, PORTRAIT_PIXELS)
        check_picture(PICTURES / f"{stem}-{PORTRAIT_PIXELS}.webp", square, PORTRAIT_BYTES)


def check_picture(path: Path, size: tuple[int, int], most_bytes: int) -> None:
    assert path.stat().st_size <= most_bytes, path.name
    with Image.open(path) as image:
        assert image.format == "WEBP", path.name
        assert image.size == size, path.name


def test_every_scene_is_printed_with_some_article() -> None:
    assert set(SCENES) == {piece["picture"] for piece in ARTICLES.values()}


@pytest.mark.parametrize("stem", ["heron", "tomas-reik"])
def test_a_drawing_is_the_same_on_every_run(stem: str, tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in draw([stem], tmp_path)}
    again = {path.name: path.read_bytes() for path in draw([stem], tmp_path)}
    assert first == again
    for name in first:
        with Image.open(tmp_path / name) as drawn, Image.open(PICTURES / name) as kept:
            # Another release of the encoder may round otherwise; another drawing is far off.
            apart = ImageStat.Stat(ImageChops.difference(drawn.convert("RGB"), kept.convert("RGB")))
            assert max(apart.mean) < 2, name


def test_a_picture_that_cannot_be_made_light_enough_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        encode(Image.effect_noise((480, 320), 90), 2_000)
