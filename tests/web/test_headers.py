"""Headers of every answer follow from what the route declares; public pages keep no session."""

import pytest
from flask import Blueprint, Flask, session
from flask.testing import FlaskClient

from portal.errors import Missing
from portal.web import routes
from tests import databases
from tests.settings import make_settings

# A portal with a few views of our own.
probe = Blueprint("probe", __name__)


@probe.get("/probe/public")
@routes.public(topics=("articles",), shared_seconds=7)
def public() -> str:
    return "the same for all"


@probe.get("/probe/forgetful")
@routes.public(topics=("articles",))
def forgetful() -> str:
    session["seen"] = True
    return "not the same for all"


@probe.get("/probe/reading")
@routes.public(topics=("articles",))
def reading() -> str:
    return f"hello {session.get('name')}"


@probe.get("/probe/gone")
@routes.public(topics=("articles",))
def gone() -> str:
    raise Missing


@probe.get("/probe/private")
@routes.private
@routes.everyone
def private() -> str:
    session["seen"] = True
    return "for you"


@probe.get("/probe/framed")
@routes.public(topics=("articles",))
def framed() -> str:
    return "a frame"


framed.may_be_framed_by = "*"  # type: ignore[attr-defined]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    app.register_blueprint(probe)
    return app.test_client()


def test_a_public_page_may_be_shared_and_sets_no_cookie(client: FlaskClient) -> None:
    response = client.get("/probe/public")
    assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=7"
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("path", ["/probe/forgetful", "/probe/reading"])
def test_a_public_page_that_touches_the_session_fails(client: FlaskClient, path: str) -> None:
    with pytest.raises(RuntimeError, match="is public and touched the session"):
        client.get(path)


def test_a_private_page_is_stored_nowhere_and_may_set_the_cookie(client: FlaskClient) -> None:
    response = client.get("/probe/private")
    assert response.headers["Cache-Control"] == "no-store"
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("path", ["/probe/gone", "/nothing/here", "/probe/public/more"])
def test_an_error_is_stored_nowhere(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.headers["Cache-Control"]) == (404, "no-store")
    assert "X-Portal-Topics" not in response.headers


@pytest.mark.parametrize("path", ["/probe/public", "/probe/private", "/nothing/here", "/healthz"])
def test_every_answer_is_guarded(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == policy["base-uri"].replace("'none'", "'self'") == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["object-src"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_forms_lead_to_ourselves_to_stripe_and_in_the_demo_to_the_sandbox(
    client: FlaskClient,
) -> None:
    policy = client.get("/probe/public").headers["Content-Security-Policy"]
    (actions,) = [p.split()[1:] for p in policy.split(";") if p.strip().startswith("form-action")]
    assert actions == [
        "'self'",
        "https://checkout.stripe.com",
        "https://billing.stripe.com",
        "http://127.0.0.1:9",
    ]


def test_a_frame_is_allowed_where_the_view_says_so(client: FlaskClient) -> None:
    policy = client.get("/probe/framed").headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors *")


def test_https_is_remembered_only_where_it_is_spoken(
    app: Flask, client: FlaskClient, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert "Strict-Transport-Security" not in client.get("/healthz").headers
    folder = tmp_path_factory.mktemp("secure")
    settings = make_settings(
        folder,
        PORTAL_MODE="production",
        PORTAL_BASE_URL="https://courier.example.org",
        PORTAL_TRUSTED_PROXIES="1",
        SMTP_URL="smtp://localhost",
        STRIPE_API_BASE="",
    )
    with databases.running(settings) as secure:
        headers = secure.test_client().get("/healthz").headers
        assert headers["Strict-Transport-Security"] == "max-age=31536000"
        assert secure.config["SESSION_COOKIE_SECURE"]
