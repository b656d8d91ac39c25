"""Named places in templates that `app.py` fills, so that any page shows what it does not know."""

from collections.abc import Callable

from flask import Flask, current_app
from markupsafe import Markup

Fill = Callable[..., str]


def fill(app: Flask, name: str, render: Fill) -> None:
    """Let `slot(name, **options)` in every template show what `render(**options)` returns."""
    app.extensions.setdefault("slots", {})[name] = render


def slot(name: str, **options: object) -> Markup:
    """The content of the place `name`; empty when nobody fills it."""
    render: Fill | None = current_app.extensions.get("slots", {}).get(name)
    return Markup(render(**options)) if render else Markup("")  # noqa: S704 - rendered templates
