"""One seed is one history: also in another process, whose hashes fall differently."""

import os
import subprocess
import sys

import pytest

from tests.house.plan import PROJECT

pytestmark = pytest.mark.nightly


SEEDS = (11, 12)
ASK = "from tests.simulation.running import run; import sys; print(run(int(sys.argv[1])).trace)"


def trace(seed: int, hashes: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", ASK, str(seed)],
        cwd=PROJECT,
        env={**os.environ, "PYTHONHASHSEED": hashes},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.parametrize("seed", SEEDS)
def test_a_seed_repeats_to_the_last_decision(seed: int) -> None:
    assert trace(seed, "1") == trace(seed, "2")
