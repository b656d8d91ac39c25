"""What died processes say of open streams is forgotten; what they counted is kept."""

import os
import subprocess
import sys
from pathlib import Path

from portal.web.live_gauges import forget_dead


def test_only_gauges_of_the_dead_are_forgotten(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    stays = {f"gauge_livesum_{os.getpid()}.db", f"counter_{ended.pid}.db", "gauge_livesum_x.db"}
    for name in (*stays, f"gauge_livesum_{ended.pid}.db", f"gauge_liveall_{ended.pid}.db"):
        (tmp_path / name).touch()
    forget_dead(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == stays
