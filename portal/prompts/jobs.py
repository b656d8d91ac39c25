"""What prompts do in the background: send the reminders that are due, and forget addresses."""

from portal import clock
from portal.extensions import jobs, unit_of_work
from portal.mail import erasing
from portal.prompts import reminding
from portal.web.display import newsroom_zone


@jobs.every(minutes=1)
def send_reminders() -> None:
    """Hand every reminder that is due to the outbox, in batches."""
    handed = reminding.BATCH
    while handed == reminding.BATCH:
        with unit_of_work() as session:
            handed = reminding.send_due(session, clock.now(), newsroom_zone())


@jobs.every(minutes=10)
def forget_reminded() -> None:
    """Erase the addresses of reminders that were sent, and what is left of past months."""
    with unit_of_work() as session:
        erasing.forget_addresses(session, reminding.KIND)
        reminding.forget_past(session, clock.now(), newsroom_zone())
