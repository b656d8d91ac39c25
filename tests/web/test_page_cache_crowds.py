"""Many who want one page of the page cache at the same time."""

import threading
import time

import pytest

from tests.web.rendering import House


@pytest.fixture
def house() -> House:
    return House()


def test_many_visitors_at_once_cause_one_rendering(house: House) -> None:
    assert house.at_once(visitors=24) == ["answer 1 to /news"] * 24
    assert house.cache._turns == {}


def test_many_visitors_at_once_wait_for_a_slow_rendering(house: House) -> None:
    is_wanted_twice = threading.Event()

    def until_another_waits() -> None:
        assert is_wanted_twice.wait(30)

    house.renderer.before_answer = until_another_waits
    first = threading.Thread(target=house.get)
    first.start()
    second = threading.Thread(target=house.get)
    second.start()
    while not any(turn.wanted == 2 for turn in list(house.cache._turns.values())):
        second.join(0.001)
    is_wanted_twice.set()
    first.join()
    second.join()
    assert house.renderer.count == 1


def test_who_waited_while_numbers_kept_changing_shares_the_next_rendering(house: House) -> None:
    visitors = 24

    def until_all_wait_then_change() -> None:
        (turn,) = house.cache._turns.values()
        while house.renderer.count == 1 and turn.wanted < visitors:
            time.sleep(0.001)
        house.watcher.tell(progress=house.renderer.count + 1)

    house.renderer.before_answer = until_all_wait_then_change
    house.at_once(visitors)
    assert house.renderer.count == 2
    assert (len(house.cache), house.cache._turns) == (0, {})
