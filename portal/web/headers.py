"""Security and cache headers of every answer, by the route's declared class."""

from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from portal.config import Settings
from portal.web.routes import TOPICS_HEADER, cache_class_of

# Where a form may lead: ourselves, and Stripe's pages that a POST of ours redirects to.
STRIPE_PAGES = ("https://checkout.stripe.com", "https://billing.stripe.com")


class PublicPagesKeepNoSession(SecureCookieSessionInterface):
    """Refuses to answer a public page that read or wrote the session, so that none ever does."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie if needed. Raises: RuntimeError on a page that must not touch it."""
        if request.endpoint and cache_class_of(app, request.endpoint).kind != "private":
            if session.accessed or session.modified:
                raise RuntimeError(f"{request.endpoint} is public and touched the session")
            return
        super().save_session(app, session, response)


def install(app: Flask, settings: Settings) -> None:
    """Add the headers to every answer of `app`."""
    app.session_interface = PublicPagesKeepNoSession()
    actions = ["'self'", *STRIPE_PAGES]
    if settings.stripe_api_base:
        base = urlsplit(settings.stripe_api_base)
        actions.append(f"{base.scheme}://{base.netloc}")
    policy = (
        "default-src 'self'; base-uri 'none'; object-src 'none'; "
        f"form-action {' '.join(actions)}; frame-ancestors "
    )

    @app.after_request
    def add_headers(response: Response) -> Response:
        cache = cache_class_of(app, request.endpoint)
        view = app.view_functions.get(request.endpoint or "")
        framed = getattr(view, "may_be_framed_by", "'none'")
        response.headers.setdefault("Content-Security-Policy", policy + framed)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if settings.base_url.startswith("https:"):
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if response.status_code in (200, 304) or (cache.kind == "public" and response.location):
            response.headers.setdefault("Cache-Control", cache.cache_control)
        else:
            response.headers["Cache-Control"] = "no-store"
        if cache.kind == "public" and response.status_code == 200:
            response.headers[TOPICS_HEADER] = " ".join(cache.topics)
        return response
