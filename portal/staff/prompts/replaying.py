"""The replay of a decision: a reader as an editor describes one, and what was decided, in words."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TimeField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from portal.prompts import memory
from portal.prompts.prompt import Board, Decision, Reader
from portal.prompts.reasons import REASONS
from portal.web.forms import Form
from portal.web.local_time import moment_of


class ReplayForm(Form):
    """What a browser remembers, on which article, and when."""

    class Meta(Form.Meta):
        csrf = False  # it only asks

    article = SelectField("Article", validate_choice=False)
    on = DateField("Day", [InputRequired("Choose a day.")])
    at = TimeField("Time", [InputRequired("Choose a time.")])
    asked = StringField("Asked on these days", render_kw={"autocomplete": "off"})
    closed = DateField("Closed a prompt on", [Optional()])
    gave = DateField("Gave on", [Optional()])
    reminded = DateField("Is to be reminded on", [Optional()])
    member_until = DateField("Is a member until", [Optional()])
    consents = BooleanField("Allows us to count articles and to remember a bucket")
    articles = IntegerField(
        "Articles read, this one included", [Optional(), NumberRange(0, memory.MOST_ARTICLES)]
    )
    mark = IntegerField(
        "Bucket",
        [InputRequired("Write a number."), NumberRange(0, 999, "Write a number from 0 to 999.")],
    )

    def validate_asked(self, field: StringField) -> None:
        """What is no day would be passed over in silence. Raises: ValidationError."""
        for day in self.days_asked():
            try:
                date.fromisoformat(day)
            except ValueError as error:
                raise ValidationError(f"“{day[:40]}” is no day. Write 2026-11-02.") from error

    def days_asked(self) -> list[str]:
        """The days as they were typed."""
        return [day for part in (self.asked.data or "").split(",") if (day := part.strip())]

    def moment(self, zone: ZoneInfo) -> datetime:
        """The moment in the newsroom's timezone. Raises: Refused."""
        return moment_of(self.on.data, self.at.data, zone, field="at")

    def reader(self, now: datetime) -> Reader:
        """The reader as `memory.read` understands what such a browser would send."""
        until = self.member_until.data
        kept: dict[str, object] = {
            "asked": self.days_asked(),
            "closed": _iso(self.closed.data),
            "gave": _iso(self.gave.data),
            "reminded": _iso(self.reminded.data),
            "member_until": datetime.combine(until, time(), UTC).isoformat() if until else None,
        }
        if self.consents.data:
            kept |= {"bucket": self.mark.data, "articles": self.articles.data or 1}
        payload = json.dumps({"memory": kept}).encode()
        return memory.read(payload, now, self.mark.data)[0]


@dataclass(frozen=True)
class Step:
    """What became of one prompt. `code` is the filter's, or shown, held, not_reached."""

    slug: str
    name: str
    code: str
    words: str


def steps(board: Board, decision: Decision) -> list[Step]:
    """Every prompt of the board in the order tried, and why it was or was not shown."""
    passed = dict(decision.trail)
    found, is_decided = [], False
    for prompt in board.prompts:
        if decision.prompt is not None and prompt.slug == decision.prompt.slug:
            is_decided = True
            wording = decision.variant.slug if decision.variant else ""
            words = (
                f"shown, with the wording “{wording}”"
                if decision.reason == "shown"
                else "fits, but this reader is in its holdout and is shown nothing"
            )
            found.append(Step(prompt.slug, prompt.name, decision.reason, words))
        elif is_decided:
            found.append(Step(prompt.slug, prompt.name, "not_reached", "not looked at any more"))
        else:
            code = passed[prompt.slug]
            found.append(Step(prompt.slug, prompt.name, code, REASONS[code]))
    return found


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
