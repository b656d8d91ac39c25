"""The share picture: drawn from what is said, named by it, and never in the way."""

import io
import re
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, ImageChops

from portal.articles.pictures import share_card, sharing, store
from portal.articles.pictures.lettering import Face, Unsettable
from portal.articles.pictures.share_card import Card, draw
from portal.web.static_files import folder
from tests.articles.newspaper import name_newsroom, publish
from tests.articles.queries import counted

FONTS = folder("static") / "fonts"
CARD = Card("The wall is approved", "City", "The Marisk Courier")


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def inked(data: bytes) -> tuple[int, int, int, int]:
    """Where anything but paper is, below the band at the top."""
    picture = opened(data).crop((0, 20, share_card.WIDTH, share_card.HEIGHT))
    paper = Image.new("RGB", picture.size, share_card.PAPER)
    box = ImageChops.difference(picture, paper).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize(
    "headline",
    [
        "The wall is approved", "Стіну схвалили одним голосом, і тепер її будують",
        "Źródła i žluťoučký kůň: Überfälle", "word " * 60, "Ж" * 200, "x", "A 🦩 in the reed bed",
    ],
)  # fmt: skip
def test_every_headline_stays_on_the_card(headline: str) -> None:
    data = draw(replace(CARD, headline=headline), FONTS)
    assert opened(data).size == (1200, 630)
    assert len(data) < 60_000
    left, top, right, bottom = inked(data)
    assert left >= share_card.MARGIN - 8
    assert right <= share_card.WIDTH - share_card.MARGIN + 8
    assert top > 40
    assert bottom < share_card.HEIGHT - 30


def test_cyrillic_is_set_in_letters_not_in_boxes() -> None:
    face = Face(FONTS, "semibold", 60)
    one, other = (opened(draw(replace(CARD, headline=h), FONTS)) for h in ("Ґедзь", "Їжак є"))
    assert ImageChops.difference(one, other).getbbox() is not None
    assert face.settable("Їжак і ґедзь’") == "Їжак і ґедзь’"
    assert face.settable("Naïve — “Łódź” №5, 20 €") == "Naïve — “Łódź” №5, 20 €"
    assert face.settable("A 🦩\u200d\ufe0f flew\t\nin") == "A flew in"
    assert face.settable("е\u0301") == "е"  # the stress alone goes, the letter stays
    for lacking in ("שלום עולם", "🦩", "", "中文标题", "العالم"):
        with pytest.raises(Unsettable):
            face.settable(lacking)


def test_lines_are_as_wide_as_they_may_be_and_lose_nothing() -> None:
    face = Face(FONTS, "semibold", 60)
    text = "The council met at nine and " + "adjourned" * 20 + " at ten"
    lines = face.lines(text, 900)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(face.length(line) <= 900 for line in lines)


def test_the_address_changes_with_all_that_is_drawn_and_with_nothing_else() -> None:
    keys = {CARD.key, *(replace(CARD, **{part: "else"}).key for part in vars(CARD))}
    assert len(keys) == 4
    assert Card(**vars(CARD)).key == CARD.key
    assert Card("a", "b", "").key != Card("a", "", "b").key
    assert draw(CARD, FONTS) == draw(CARD, FONTS)


def in_page(client: FlaskClient, address: str) -> str:
    found = re.findall(r'property="og:image" content="http[^"]*?(/share/[^"]+)"',
                       client.get(address).text)  # fmt: skip
    assert len(found) == 1
    return str(found[0])


def test_an_article_names_its_share_picture_and_it_is_there_for_good(
    app: Flask, client: FlaskClient
) -> None:
    name_newsroom()
    publish("gate", headline="The gate is open")
    address = in_page(client, "/news/gate")
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert opened(answer.data).size == (1200, 630)
    assert client.get(address).data == answer.data
    with counted() as seen:
        assert client.get(f"/share/gate/{'0' * 16}.png").location == address
    assert len(seen) <= 2
    assert client.get(f"/share/nothing/{'0' * 16}.png").status_code == 404
    assert client.get("/share/gate/..%2f..%2fsecret.png").status_code in (302, 404)


def test_every_public_page_has_one_and_lists_have_their_own(client: FlaskClient) -> None:
    name_newsroom()
    publish("gate", tags=("rivers",))
    newsroom, section = in_page(client, "/"), in_page(client, "/sections/city")
    earlier = "/?before=1795348800000000-9"
    for address in (earlier, "/authors/chidi-okafor", "/tags/rivers", "/about", "/search?q=gate"):
        assert in_page(client, address) == newsroom
    assert len({newsroom, section, in_page(client, "/news/gate")}) == 3
    for address in (newsroom, section):
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "image/png")
        assert "immutable" in answer.headers["Cache-Control"]
        older = f"{address.rpartition('/')[0]}/{'0' * 16}.png"
        assert client.get(older).location == address
    assert client.get(f"/share/sections/nothing/{'0' * 16}.png").status_code == 404
    assert client.get(newsroom).data != client.get(section).data
    name_newsroom("Salt & Tide")
    assert in_page(client, "/") != newsroom
    assert client.get(newsroom).location == in_page(client, "/")


def test_what_cannot_be_drawn_falls_back_to_the_lead_picture(client: FlaskClient) -> None:
    publish("shalom", headline="שלום עולם", with_picture=True)
    publish("bare", headline="שלום עולם")
    answer = client.get(in_page(client, "/news/shalom"))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (302, "no-store")
    assert answer.location == "/media/0123456789abcdef-1200x800.webp"
    assert client.get(in_page(client, "/news/bare")).status_code == 404


def test_without_fonts_or_disk_there_is_never_an_error_page(
    app: Flask, client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish("gate", with_picture=True)
    address = in_page(client, "/news/gate")

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(store, "put", full)
        assert client.get(address).status_code == 200
    assert not list((Path(app.instance_path) / "media").rglob("*.png"))
    with monkeypatch.context() as patch:
        patch.setattr(sharing, "folder", lambda _name: tmp_path / "nowhere")
        assert client.get(address).status_code == 302


def test_the_room_for_share_pictures_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "MOST_KEPT", 4)
    monkeypatch.setattr(sharing, "GOES_AT_ONCE", 2)
    monkeypatch.setattr(sharing, "draw", lambda card, _fonts: card.headline.encode())
    for number in range(12):
        sharing.drawn(replace(CARD, headline=str(number)), tmp_path)
        assert len(list((tmp_path / "share").iterdir())) <= 4
    assert (tmp_path / "share" / f"{replace(CARD, headline='11').key}.png").exists()


def test_asked_for_by_many_at_once_it_is_drawn_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Card] = []
    gate = threading.Barrier(6)

    def slow(card: Card, _fonts: Path) -> bytes:
        calls.append(card)
        return b"drawn"

    def ask() -> None:
        gate.wait()
        assert sharing.drawn(CARD, tmp_path) == b"drawn"

    monkeypatch.setattr(sharing, "draw", slow)
    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1
