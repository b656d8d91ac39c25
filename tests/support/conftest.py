"""Fixtures for the pages of support."""

import pytest
from flask import Flask

from tests.support.desk import CounterDesk


@pytest.fixture
def desk(app: Flask) -> CounterDesk:
    """The payment desk that the pages of `app` talk to."""
    app.extensions["payment_desk"] = found = CounterDesk()
    return found
