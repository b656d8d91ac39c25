"""Background jobs on Huey. The row in the database is the truth; a job only carries its id."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from flask import Flask
from huey import Huey, MemoryHuey, RedisHuey, SqliteHuey, crontab

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Task:
    """A named piece of work that the jobs process can be asked to do."""

    name: str
    work: Callable[..., None]
    owner: "Jobs"

    def __call__(self, *args: Any) -> None:
        """Do it now, in the caller's application context."""
        self.work(*args)

    def enqueue(self, *args: Any) -> None:
        """Ask the jobs process. Never raises: if the queue is away, the sweep finds the row."""
        self.owner.enqueue(self.name, *args)


class Jobs:
    """The registry of tasks and of what runs every so many minutes, bound to one application."""

    def __init__(self) -> None:
        self.tasks: dict[str, Task] = {}
        self.periodic: dict[str, tuple[int, Task]] = {}

    def task(self, work: Callable[..., None]) -> Task:
        """Register `work` under its module and name."""
        task = Task(f"{work.__module__}.{work.__name__}", work, self)
        self.tasks[task.name] = task
        return task

    def every(self, minutes: int) -> Callable[[Callable[[], None]], Task]:
        """Register `work` to run in the jobs process every `minutes` (1 to 59)."""

        def register(work: Callable[[], None]) -> Task:
            task = self.task(work)
            self.periodic[task.name] = (minutes, task)
            return task

        return register

    def init_app(self, app: Flask, *, redis_url: str, path: Path | None) -> None:
        """Bind to `app`: a Redis queue, a SQLite file at `path`, or (None) run at once."""
        queue: Huey
        if path is None:
            queue = MemoryHuey("portal", immediate=True, utc=True)
        elif redis_url:
            queue = RedisHuey("portal", url=redis_url, results=False, utc=True)
        else:
            queue = SqliteHuey("portal", filename=str(path), results=False, utc=True)
        app.extensions["huey"] = queue

        def perform(name: str, args: list[Any]) -> None:
            with app.app_context():
                try:
                    self.tasks[name](*args)
                except Exception:
                    log.exception("job_failed", job=name)

        app.extensions["jobs.perform"] = queue.task(name="perform")(perform)
        for name, (minutes, _task) in self.periodic.items():
            queue.periodic_task(crontab(minute=f"*/{minutes}"), name=name.replace(".", "_"))(
                lambda name=name: perform(name, [])
            )

    def enqueue(self, name: str, *args: Any) -> None:
        """Put the task on the current application's queue; a failing queue is logged only."""
        from flask import current_app  # noqa: PLC0415

        try:
            current_app.extensions["jobs.perform"](name, list(args))
        except Exception:
            log.exception("queue_unavailable", job=name)


def answers(redis_url: str) -> bool:
    """True when the Redis server at the address answers within two seconds."""
    from redis import Redis, RedisError  # noqa: PLC0415 - installed with the redis extra only

    client = Redis.from_url(redis_url, socket_connect_timeout=2, socket_timeout=2)
    try:
        return bool(client.ping())
    except RedisError:
        return False
    finally:
        client.close()
