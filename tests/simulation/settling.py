"""The end of a history: all goes well until nothing is left to do.

What was lost comes back by the sweep of missed events alone. Where the portal was deaf for longer
than Stripe lists its events (30 days), what even that cannot bring back is the reconcile's to find.
"""

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.simulation.agreeing import compare

if TYPE_CHECKING:
    from tests.simulation.history import History

HOUR, DAY = 3600, 86400
LISTED = 30 * DAY
SPANS = (1, 60, 600, 600, HOUR, HOUR, HOUR, DAY, 60, 600, HOUR, HOUR)


def settle(history: "History") -> None:
    """No fault happens any more, and time passes until the portal is quiet."""
    machine, workers, post = history.machine, history.workers, history.post
    workers.slow.go_on_all()
    history.kinds.clear()
    post.calm()
    machine.wire.calm()
    machine.fate.meanwhile = None
    machine.skew = timedelta()
    was_deaf = workers.is_deaf
    if was_deaf:
        for _ in range(8):
            _pass(history, 4 * DAY)
    workers.is_deaf = False
    listed = time.time() - LISTED + DAY
    lost = [one for one in post.lost if post.created_at(one) > listed]
    for span in SPANS:
        _pass(history, span)
        if span > 1 and not post.bag and history.watch.is_quiet(lost):
            break
    if was_deaf:
        found = machine.process(compare)
        history.tally.numbers["mended by a reconcile"] += len(found.repaired)
        workers.work(len(machine.queue))


def _pass(history: "History", seconds: float) -> None:
    """Time passes, all that is due is delivered, and everybody works."""
    history.let_pass(seconds)
    queue = history.machine.queue
    while history.post.is_due() or queue:
        while history.post.is_due():  # then one fetch answers many: a tenth of a history's time
            history.post.deliver_one()
        history.workers.work(len(queue))
    history.workers.minute()
    history.workers.work(len(queue))
    history.post.collect()  # what this last work made Stripe tell is still to come
