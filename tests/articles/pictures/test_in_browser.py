"""Pictures in a real browser: taken in with and without scripts, chosen, shown in fitting sizes."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.articles.models import Picture
from portal.extensions import db
from tests import databases
from tests.accounts.people import PASSWORD
from tests.articles.conftest import Served, browser_type_launch_args, new_page
from tests.articles.editing.desk import editor, published, set_up
from tests.articles.newspaper import name_newsroom
from tests.articles.pictures.shots import drawn, photograph, saved
from tests.flows.conftest import NewPage
from tests.serving import serving
from tests.settings import make_settings

__all__ = ["browser_type_launch_args", "new_page"]

FITS = {1: 480, 2: 800, 3: 800}  # on a telephone of 390 pixels, by its density


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A newsroom with one article and one editor, on a server of its own."""
    folder = tmp_path_factory.mktemp("desk")
    settings = make_settings(folder, DATABASE_URL=databases.fresh_sqlite(folder))
    with databases.running(settings) as app:
        name_newsroom()
        editor()
        published(set_up())
        with serving(app) as url:
            yield Served(app, url)


def signed_in(page: Page, desk: Served) -> Page:
    page.goto(f"{desk.url}/sign-in")
    page.get_by_label("E-mail").first.fill("bohdan@example.org")
    page.locator("input[type=password]").first.fill(PASSWORD)
    page.locator("form:has(input[type=password]) button[type=submit]").click()
    page.wait_for_url("**/staff/articles")
    return page


def file(name: str, data: bytes, kind: str = "image/jpeg") -> dict[str, object]:
    return {"name": name, "mimeType": kind, "buffer": data}


def key_of(app: Flask, number: int) -> str:
    db.session.rollback()
    return db.session.scalars(select(Picture.key).where(Picture.id == number)).one()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_editor_takes_pictures_in(desk: Served, new_page: NewPage, scripts: bool) -> None:
    page = signed_in(new_page(java_script_enabled=scripts), desk)
    page.goto(f"{desk.url}/staff/pictures")
    page.get_by_label("Files").set_input_files(
        [
            file("quay.jpg", photograph(width=2000, height=1400 + scripts)),  # type: ignore[list-item]
            file("logo.svg", b"<svg/>", "image/svg+xml"),
        ]
    )
    page.get_by_role("button", name="Take in").click()
    expect(page.get_by_role("alert")).to_contain_text("1 picture is taken in. Not taken in:")
    expect(page.get_by_role("alert")).to_contain_text("logo.svg: SVG is not taken")
    page.locator(".shelf-one a").first.click()
    page.get_by_label("What it shows").fill("A quay at dusk.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("The line that puts it into a text")).to_have_value(
        f"![A quay at dusk.](/media/{key_of(desk.app, 1 + (not scripts))}"
        f"-1600x{round(1600 * (1400 + scripts) / 2000)}.webp)"
    )


def test_a_picture_is_taken_in_while_writing_and_stands_before_readers(
    desk: Served, new_page: NewPage
) -> None:
    page = signed_in(new_page(), desk)
    page.goto(f"{desk.url}/staff/articles/1")
    page.get_by_text("Picture, tags, kicker, address").click()
    page.get_by_label("Take in a new one").set_input_files(
        file("no.gif", saved(drawn(), "GIF"), "image/gif")  # type: ignore[arg-type]
    )
    said = page.locator("[data-said-new]")
    expect(said).to_have_text("no.gif: GIF is not taken: save it as PNG, or a still of it as JPEG.")
    page.get_by_label("Take in a new one").set_input_files(
        file("wall.jpg", saved(drawn(2400, 1600)))  # type: ignore[arg-type]
    )
    expect(said).to_have_text("Taken in and chosen.")
    page.get_by_label("What the picture shows").fill("The wall.")
    page.get_by_role("button", name="Put the chosen picture into the text").click()
    assert "![The wall.](/media/" in page.locator("#body_markdown").input_value()
    page.get_by_role("button", name="Update", exact=True).click()
    expect(page.get_by_text("Readers see the new text now.")).to_be_visible()
    for density, width in FITS.items():
        reader = new_page(viewport={"width": 390, "height": 800}, device_scale_factor=density)
        reader.goto(f"{desk.url}/news/the-wall-is-approved", wait_until="load")
        lead = reader.locator(".article-picture img")
        assert f"-{width}x" in str(lead.evaluate("image => image.currentSrc")), density
        assert lead.get_attribute("loading") is None
        assert lead.get_attribute("fetchpriority") == "high"
        assert lead.evaluate("image => [image.width, image.height]")[0] > 340
        inside = reader.locator(".prose img")
        assert inside.get_attribute("loading") == "lazy"
        inside.scroll_into_view_if_needed()
        inside.evaluate("image => image.decode()")
        assert f"-{width}x" in str(inside.evaluate("image => image.currentSrc")), density
        assert (inside.get_attribute("width"), inside.get_attribute("height")) == ("1600", "1067")


def test_nothing_moves_when_pictures_arrive(desk: Served, new_page: NewPage) -> None:
    page = new_page(viewport={"width": 390, "height": 800})
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => { for (const e of list.getEntries())"
        " window.moved += e.value; }).observe({ type: 'layout-shift', buffered: true });"
    )
    page.goto(f"{desk.url}/news/the-wall-is-approved", wait_until="load")
    page.evaluate("document.fonts.ready")
    page.locator(".prose img").scroll_into_view_if_needed()
    assert page.evaluate("window.moved") < 0.02
