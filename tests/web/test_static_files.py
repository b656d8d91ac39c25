"""Static files: one address per content, kept for good, never guessed at."""

from flask import Flask
from flask.testing import FlaskClient

from portal.web.static_files import static_url


def test_a_static_file_is_kept_for_good_and_not_sniffed(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        address = static_url("css/base.css")
    answer = client.get(address, headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_address_with_another_hash_is_not_found(client: FlaskClient) -> None:
    assert client.get("/static/000000000000/css/base.css").status_code == 404
