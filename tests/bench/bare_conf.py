"""The portal's gunicorn settings for an application that has no watcher."""

from portal.gunicorn_conf import *  # noqa: F403


def post_worker_init(_worker: object) -> None:
    """Nothing to start."""
