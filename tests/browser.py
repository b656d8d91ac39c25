"""The test client: each request in a context of its own, as a server would have it."""

import contextvars
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.extensions import db


class Browser(FlaskClient):
    """A client whose requests share no context, no `g` and no database session with the test.

    What the test read before is read anew after each request.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make the request in an empty context."""
        response = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.rollback()
        return response
