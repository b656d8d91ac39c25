"""Fixtures of the sandbox's own tests."""

from collections.abc import Iterator

import pytest

from tests.flows.conftest import browser_type_launch_args
from tests.sandbox.fixtures import SECRET, Running, sandbox_server
from tests.sandbox.listener import Listener, listening

__all__ = ["browser_type_launch_args", "sandbox_server"]


@pytest.fixture
def sandbox(sandbox_server: Running) -> Running:
    """A fresh sandbox."""
    return sandbox_server


@pytest.fixture
def listener(sandbox: Running) -> Iterator[Listener]:
    """A receiver that the sandbox delivers to."""
    with listening(SECRET) as found:
        sandbox.control.listen(found.url, SECRET)
        yield found
