"""The portal's gunicorn settings for an application that has no watcher."""

import gc
from typing import Any

from portal.gunicorn_conf import *  # noqa: F403
from portal.gunicorn_conf import _end_quickly


def post_worker_init(worker: Any) -> None:
    """What the portal's worker does, without what the portal itself does."""
    gc.collect()
    gc.freeze()
    _end_quickly(worker, lambda: None)
