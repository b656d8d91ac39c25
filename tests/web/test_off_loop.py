"""Slow work beside the event loop: its result comes back, and so does what it raises, unprinted."""

import subprocess
import sys

BESIDE = """
from gevent import monkey
monkey.patch_all()
from portal.errors import Refused
from portal.extensions import off_loop

def refuse():
    raise Refused("No picture.")

print(off_loop(lambda: 7))
try:
    off_loop(refuse)
except Refused as refusal:
    print(refusal.message)
"""


def test_what_a_thread_raises_is_raised_and_not_printed() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", BESIDE], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.split("\n")[:2] == ["7", "No picture."]
    assert ran.stderr == ""
