"""Complete addresses, for machines that read a page away from its host.

They come from the settings, never from the request: a page is kept for everyone, whatever host
the first reader named.
"""

from flask import current_app, request


def absolute(url: str) -> str:
    """The complete public address of one of our own, as `url_for` gives it."""
    return base_url() + url.removeprefix(request.script_root)


def base_url() -> str:
    """Where the portal is, without a slash at the end."""
    base: str = current_app.extensions["settings"].base_url
    return base
