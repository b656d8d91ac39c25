"""Pictures within a text: every width is offered, from the one address that the author wrote."""

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from portal.articles.body import render, rooted
from portal.articles.pictures.intake import take_in
from portal.articles.pictures.store import write_files
from tests.articles.pictures.shots import drawn, saved

KEY = "0123456789abcdef"
LINE = f"![A gate](/media/{KEY}-1200x800.webp)"


def test_a_picture_in_a_text_offers_every_width() -> None:
    html = render(LINE).html
    entries = ", ".join(
        f"/media/{KEY}-{size}.webp {size.partition('x')[0]}w"
        for size in ("320x213", "480x320", "800x533", "1200x800")
    )
    assert f'srcset="{entries}"' in html
    assert 'sizes="' in html
    assert 'width="1200"' in html
    assert 'height="800"' in html
    assert 'loading="lazy"' in html
    assert "srcset" not in render(f"![A sign](/media/{KEY}-300x200.webp)").html


def test_under_a_path_and_in_feeds_all_of_its_addresses_move() -> None:
    html = rooted(render(LINE).html, "https://news.example.org")
    assert html.count("https://news.example.org/media/") == 5
    assert '"/media' not in html
    assert " /media" not in html
    told = rooted(
        render("It says srcset=\"/media/\" and `<img srcset='/media/x'>`.").html, "/under"
    )
    assert "/under" not in told


def test_a_foreign_picture_offers_nothing() -> None:
    for address in (
        "https://elsewhere.example.org/a-1200x800.webp", "//elsewhere/a.webp", "/media/../x",
        f"/media/{KEY}-1200x800.webp,https://elsewhere.example.org/b", "data:image/png;base64,AA",
    ):  # fmt: skip
        assert "<img" not in render(f"![x]({address})").html


def test_what_is_reckoned_from_a_middle_file_is_found(app: Flask, client: FlaskClient) -> None:
    taken = take_in(saved(drawn(1600, 1067)))
    write_files(taken, Path(app.instance_path) / "media")
    assert [800, 534] in taken.sizes
    html = render(f"![x](/media/{taken.key}-800x534.webp)").html
    lower = f"/media/{taken.key}-320x214.webp"
    assert lower in html
    assert [320, 213] in taken.sizes
    with client.get(lower) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert client.get(f"/media/{taken.key}-320x220.webp").status_code == 404
    assert client.get(f"/media/{taken.key}-640x427.webp").status_code == 404
