"""The look keeps its promises: light, readable in both schemes, nothing inline. Needs no app."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHEETS = sorted((ROOT / "static/css").rglob("*.css"))
FONTS = sorted((ROOT / "static/fonts").glob("*.woff2"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
TOKENS = (ROOT / "static/css/tokens.css").read_text()

PAIRS = [
    # (ink, ground, least contrast of WCAG 2.2 AA: 4.5 for text, 3 for parts of controls)
    ("ink", "paper", 4.5),
    ("ink", "sheet", 4.5),
    ("quiet", "paper", 4.5),
    ("quiet", "sheet", 4.5),
    ("accent", "paper", 4.5),
    ("accent-deep", "paper", 4.5),
    ("alarm", "paper", 4.5),
    ("on-accent", "accent", 4.5),
    ("on-accent", "accent-deep", 4.5),
    ("accent", "rule", 3.0),
]


def test_the_styles_of_any_page_are_at_most_12_kb_compressed() -> None:
    weight = {sheet: len(gzip.compress(sheet.read_bytes())) for sheet in SHEETS}
    desks = [sheet for sheet in SHEETS if sheet.parent.name == "desks"]
    assert len(desks) >= 7
    shared = sum(weight[sheet] for sheet in SHEETS if sheet not in desks)
    assert shared + max(weight[desk] for desk in desks) <= 12_000


def test_each_font_file_is_below_30_kb_and_an_english_page_loads_at_most_45() -> None:
    assert FONTS
    assert all(font.stat().st_size < 30_000 for font in FONTS)
    english = [font for font in FONTS if font.stem.endswith("-latin")]
    assert len(english) == 3
    assert sum(font.stat().st_size for font in english) <= 45 * 1024


def test_every_font_file_is_declared_and_every_declared_one_exists() -> None:
    declared = set(re.findall(r'url\("\.\./fonts/([^"]+)"\)', TOKENS))
    assert declared == {font.name for font in FONTS}


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_colours_stand_out_enough(ink: str, ground: str, least: float, scheme: int) -> None:
    assert contrast(colour(ink, scheme), colour(ground, scheme)) >= least


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_no_template_holds_inline_style_or_script(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text)
    scripts = re.findall(r"<script\b[^>]*>", text)
    assert all("src=" in tag or "application/ld+json" in tag for tag in scripts)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_a_style_sheet_uses_its_layer_and_only_the_six_sizes(sheet: Path) -> None:
    text = sheet.read_text()
    assert text.count("{") == text.count("}")
    assert "@layer" in text
    if sheet.name == "tokens.css":
        assert len(set(re.findall(r"--size-(\d):", text))) == 6
        return
    sizes = set(re.findall(r"font-size:\s*([^;}]+)", text))
    assert not {size for size in sizes if not re.match(r"var\(--size-[1-6]\)|1rem|[\d.]+pt", size)}


def colour(name: str, scheme: int) -> tuple[float, float, float]:
    """The token's colour in a scheme (0 light, 1 dark) as sRGB parts of 1."""
    found = re.search(rf"--{name}: light-dark\((#\w{{6}}), (#\w{{6}})\)", TOKENS)
    assert found, name
    digits = found.group(scheme + 1)
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """Contrast ratio after WCAG 2.2, "relative luminance"."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(parts: tuple[float, float, float]) -> float:
    """Relative luminance, 0 to 1, after WCAG 2.2."""
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)
