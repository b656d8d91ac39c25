"""The jobs of mail: send one right after it was queued, sweep each minute what is left."""

from portal import clock
from portal.extensions import db, end_read, jobs
from portal.mail import sending


@jobs.task
def send_mail(mail_id: int) -> None:
    """Send one mail if it waits and is due."""
    sending.send(mail_id, clock.now())


@jobs.every(1)
def send_waiting_mail() -> None:
    """Send everything that is due: lost jobs, and what failed and may be tried again."""
    due = sending.due(db.session(), clock.now())
    end_read()
    for mail_id in due:
        sending.send(mail_id, clock.now())
