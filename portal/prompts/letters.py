"""The one mail of prompts: the reminder that a reader asked for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask import current_app

from portal.config import Settings
from portal.mail.kinds import Letter, Recipient, register
from portal.mail.letters import link, write
from portal.prompts import reminding
from portal.prompts.desk import month_name


def install() -> None:
    """Let the outbox compose the reminder."""
    register(reminding.KIND, _reminder)


def _reminder(payload: Mapping[str, Any], _to: Recipient) -> Letter:
    settings: Settings = current_app.extensions["settings"]
    month = date.fromisoformat(payload["month"])
    asked = reminding.Asked(payload["address_hash"], month, is_mailed=True)
    token = reminding.token_of(asked, settings.secret_key)
    stop_url = link("prompts.reminder", token=token)
    letter = write(
        "prompts/letters/reminder.txt",
        month=month_name(month),
        url=link("support.choose"),
        stop_url=stop_url,
    )
    return replace(letter, stop_url=stop_url)
