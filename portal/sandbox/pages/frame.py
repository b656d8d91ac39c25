"""What all pages of the sandbox share: headers, redirects, where forms may lead."""

from urllib.parse import urlsplit

from flask import Response, make_response, redirect, render_template, request, stream_template


def shown(
    template: str, status: int = 200, leads_to: tuple[str | None, ...] = (), **seen: object
) -> Response:
    """A page that is never stored; its forms may end at the addresses in `leads_to`."""
    page = render_template(f"sandbox/{template}", **seen)
    return _dressed(make_response(page, status), leads_to)


def streamed(template: str, **seen: object) -> Response:
    """A page that is sent piece by piece as it is made; never stored."""
    pieces = stream_template(f"sandbox/{template}", **seen)
    return _dressed(Response(pieces, mimetype="text/html"), ())


def is_foreign() -> bool:
    """Whether a page of another site sent this form."""
    return urlsplit(request.headers.get("Origin", "")).netloc != request.host


def _dressed(response: Response, leads_to: tuple[str | None, ...]) -> Response:
    response.headers["Content-Security-Policy"] = "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "img-src 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            " ".join(("form-action 'self'", *sorted({_origin(url) for url in leads_to if url}))),
        )
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def sent_on(url: str) -> Response:
    """The browser goes there with GET."""
    response = make_response(redirect(url, 303))
    response.headers["Cache-Control"] = "no-store"
    return response


def success_url(session: dict[str, str]) -> str:
    """Where the payer goes after paying, with the session's id filled in."""
    return session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
