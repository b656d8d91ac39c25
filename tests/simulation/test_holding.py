"""Death leaves no lock behind, the dead do nothing, and nobody ever waits in the simulator."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from random import Random

import pytest
from sqlalchemy import update

from portal.extensions import db, unit_of_work
from portal.web import versions
from tests.simulation.fate import Died, Stuck
from tests.simulation.machine import Machine
from tests.simulation.repeatable import repeatable
from tests.simulation.running import machine_on

MOMENTS = range(9)
"""More than one small write has."""


@pytest.fixture(params=["sqlite", "postgresql"])
def machine(request: pytest.FixtureRequest) -> Iterator[Machine]:
    """As new, with nothing that befalls it by chance."""
    chance = Random(1)
    with repeatable(1) as time, machine_on(request.param).as_new(time, chance) as machine:
        yield machine


def write() -> None:
    with unit_of_work() as session:
        versions.bump(session, "progress")


def test_whoever_comes_after_a_death_inside_a_death_need_not_wait(machine: Machine) -> None:
    for inner, outer in product(MOMENTS, MOMENTS):

        def work(inner: int = inner) -> None:
            with suppress(Died):
                machine.process(write, inner)
            write()

        with suppress(Died):
            machine.process(work, outer)
        machine.process(write)


def test_the_dead_do_nothing_on_their_way_out(machine: Machine) -> None:
    def stubborn() -> None:
        try:
            write()
        finally:
            write()

    for moment in range(3):
        with pytest.raises(Died):
            machine.process(stubborn, moment)
    assert machine.look(lambda session: versions.current(session, "progress")) == 0


def test_a_lock_that_somebody_holds_is_told_at_once(machine: Machine) -> None:
    machine.process(write)
    with machine.engine.connect() as plain:
        connection = plain.execution_options(begins_write=True)
        connection.execute(update(versions.Version).values(number=7))
        with pytest.raises(Stuck, match="somebody waits for a lock"):
            machine.process(write)
    machine.process(write)


@pytest.mark.parametrize("machine", ["sqlite"], indirect=True)  # one writer at a time there
def test_a_unit_of_work_inside_anothers_is_told(machine: Machine) -> None:
    def outer() -> None:
        with unit_of_work():
            machine.process(write)

    with pytest.raises(Stuck, match="while another was open"):
        machine.process(outer)


def test_a_connection_that_is_left_open_is_told(machine: Machine) -> None:
    kept = []
    with pytest.raises(Stuck, match="left a connection open"):
        machine.process(lambda: kept.append(db.engine.connect()))
