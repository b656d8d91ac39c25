"""What a child of `portal start` does when its parent is gone: it stops, too."""

import os
import signal
import threading
import time

NAME = "PORTAL_SUPERVISOR_PID"


def leave_with_supervisor() -> None:
    """Watch the `portal start` that began this process; when it is gone, end as if told to.

    Does nothing in a process that nobody supervises.
    """
    supervisor = os.environ.get(NAME)
    if supervisor:
        threading.Thread(target=_watch, args=[int(supervisor)], daemon=True).start()


def _watch(supervisor: int) -> None:
    while os.getppid() == supervisor:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(8)
    os._exit(1)
