"""One seed is one history: also in another process, whose hashes fall differently.

And whatever was played before it: the two processes play the seeds in opposite order.
"""

import json
import os
import subprocess
import sys

from tests.house.plan import PROJECT

SEEDS = ("11", "12", "13")
ASK = """
import json, sys
from tests.simulation.running import run
print(json.dumps({seed: run(int(seed)).trace for seed in sys.argv[1:]}))
"""


def traces(seeds: tuple[str, ...], hashes: str) -> dict[str, str]:
    run = subprocess.run(
        [sys.executable, "-c", ASK, *seeds],
        cwd=PROJECT,
        env={**os.environ, "PYTHONHASHSEED": hashes},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found: dict[str, str] = json.loads(run.stdout.splitlines()[-1])
    return found


def test_a_seed_repeats_to_the_last_decision() -> None:
    assert traces(SEEDS, "1") == traces(SEEDS[::-1], "2")
