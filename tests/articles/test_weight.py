"""What a phone must fetch before a reader scrolls."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from portal import clock
from portal.articles.models import Article, Picture
from portal.extensions import db
from tests import databases
from tests.serving import serving
from tests.settings import make_settings

LIMIT_BYTES = 120_000


@pytest.fixture(scope="module")
def heaviest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The addresses of the demo's three articles with the heaviest pictures, as served."""
    folder = tmp_path_factory.mktemp("weight")
    settings = make_settings(folder, DATABASE_URL=databases.fresh_sqlite(folder))
    with databases.running(settings, serving=True) as app:
        for seed in app.extensions["demo_seeds"]:
            seed(settings, clock.now(), lambda _line: None)
        rows = db.session.execute(select(Article.slug, Picture.key).join(Picture)).all()
        weights = {slug: _weight(folder / "media", key) for slug, key in rows}
        app.extensions["watcher"].start()
        top = sorted(weights, key=lambda slug: -weights[slug])[:3]
        with serving(app) as url:
            yield [f"{url}/news/{slug}" for slug in top]
            app.extensions["watcher"].stop()


@pytest.mark.parametrize("pixel_ratio", [1, 2, 3])
def test_an_article_is_light_on_a_phone(
    heaviest: list[str], browser: Browser, pixel_ratio: int
) -> None:
    for address in heaviest:
        context = browser.new_context(
            viewport={"width": 360, "height": 740}, device_scale_factor=pixel_ratio
        )
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        fetched: list[float] = []
        devtools.on("Network.loadingFinished", partial(_note, fetched))
        page.goto(address, wait_until="load")
        page.evaluate("document.fonts.ready")
        context.close()
        assert len(fetched) > 8
        assert sum(fetched) <= LIMIT_BYTES, address


def _note(fetched: list[float], event: dict[str, float]) -> None:
    fetched.append(event["encodedDataLength"])


def _weight(media: Path, key: str) -> int:
    return max(path.stat().st_size for path in media.glob(f"{key}-*"))
