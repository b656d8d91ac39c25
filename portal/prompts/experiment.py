"""When what a prompt did begins to be measured anew. Pure."""

from dataclasses import replace
from datetime import date, timedelta

from portal.prompts.prompt import Prompt


def measured_from(before: Prompt | None, after: Prompt, today: date) -> date | None:
    """The first day (UTC) of the experiment that `after` is; None without a sample.

    It begins with the day after the one on which anything changed that readers are shown, or
    who they are: a day on which both stood would be of neither. A new name, priority, schedule
    or switch changes nothing of what is compared.
    """
    if not after.sample:
        return None
    if before is not None and _compared(before) == _compared(after):
        return before.measured_from
    return today + timedelta(days=1)


def _compared(prompt: Prompt) -> Prompt:
    return replace(
        prompt,
        name="",
        priority=0,
        is_live=True,
        starts_at=None,
        ends_at=None,
        measured_from=None,
    )
