"""What a proxy in front may say of a request, and what a reader may not say past it."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests import databases
from tests.settings import make_settings

FORGED = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Prefix": "//elsewhere.example.org"}


@pytest.mark.parametrize("proxies", ["0", "1"])
def test_a_reader_cannot_move_the_links_of_a_page_to_another_host(
    tmp_path: Path, proxies: str
) -> None:
    settings = make_settings(
        tmp_path, DATABASE_URL=databases.fresh_sqlite(tmp_path), PORTAL_TRUSTED_PROXIES=proxies
    )
    with databases.running(settings) as app:
        page = app.test_client().get("/", headers=FORGED)
    assert page.status_code == 200
    assert "elsewhere.example.org" not in page.text


def test_a_portal_under_a_path_learns_it_from_its_proxy(tmp_path: Path) -> None:
    settings = make_settings(
        tmp_path,
        DATABASE_URL=databases.fresh_sqlite(tmp_path),
        PORTAL_TRUSTED_PROXIES="1",
        PORTAL_BASE_URL="http://127.0.0.1:8000/paper",
    )
    with databases.running(settings) as app:
        page = app.test_client().get("/", headers={"X-Forwarded-Prefix": "/paper"})
    assert 'href="/paper/support"' in page.text


@pytest.mark.parametrize("path", ["/", "/support", "/join", "/campaigns/current", "/nothing-here"])
def test_no_page_repeats_the_host_that_a_reader_named(client: FlaskClient, path: str) -> None:
    assert "elsewhere" not in client.get(path, headers={"Host": "elsewhere.example.org"}).text
