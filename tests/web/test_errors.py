"""Every error is a page of the portal, whatever made it."""

from flask.testing import FlaskClient


def test_a_form_that_is_too_large_is_answered_by_a_page(client: FlaskClient) -> None:
    answer = client.post("/join", data={"email": "a" * 3_000_000})
    assert answer.status_code == 413
    assert "We could not accept that" in answer.text
    assert 'id="main"' in answer.text


def test_a_method_that_a_page_does_not_take_is_answered_by_a_page(client: FlaskClient) -> None:
    answer = client.delete("/")
    assert (answer.status_code, "GET" in answer.headers["Allow"]) == (405, True)
    assert "There is nothing at this address" in answer.text
