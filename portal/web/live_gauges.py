"""Gauges that count what is alive, such as open streams, without the processes that are not."""

import os
from pathlib import Path


def forget_dead(folder: Path) -> None:
    """What processes that died without a word left behind of such gauges is gone.

    `folder` is the one in which they share their metrics. Counters stay: they only ever grow.
    """
    for file in folder.glob("gauge_live*_*.db"):
        number = file.stem.rpartition("_")[2]
        if number.isdecimal() and not _is_alive(int(number)):
            file.unlink(missing_ok=True)


def _is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
