"""SQLite loses no update: several processes read, add one and write, and every one counts."""

import multiprocessing
from pathlib import Path

from portal.extensions import db, unit_of_work
from portal.web.versions import Version, bump, current
from tests import databases
from tests.settings import make_settings

PROCESSES = 4
ROUNDS = 50


def add_one_often(folder: str, url: str) -> None:
    kept: list[Version] = []
    with databases.running(make_settings(Path(folder), DATABASE_URL=url)):
        for _ in range(ROUNDS):
            with unit_of_work() as session:
                row = session.get_one(Version, "progress")
                kept.append(row)  # as a view would hold it: it must be read anew all the same
                row.number = row.number + 1


def test_no_update_is_lost_between_processes(tmp_path: Path) -> None:
    url = databases.fresh_sqlite(tmp_path)
    spawn = multiprocessing.get_context("spawn")
    with databases.running(make_settings(tmp_path, DATABASE_URL=url)):
        with unit_of_work() as session:
            bump(session, "progress")
        workers = [
            spawn.Process(target=add_one_often, args=(str(tmp_path), url)) for _ in range(PROCESSES)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert [worker.exitcode for worker in workers] == [0] * PROCESSES
        assert current(db.session, "progress") == 1 + PROCESSES * ROUNDS
