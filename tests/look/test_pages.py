"""The shared templates rendered by the portal itself: markup inside sentences, the style guide."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from flask import Flask, render_template, render_template_string

MOMENT = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


def test_a_time_inside_a_sentence_stays_an_element_and_a_name_stays_text(app: Flask) -> None:
    with app.test_request_context("/"):
        shown = render_template_string(
            '{{ _("Counted at %(moment)s by %(name)s.", moment=at|moment, name=name) }}',
            at=MOMENT,
            name="<b>Alisa</b>",
        )
    assert "<time datetime=" in shown
    assert "&lt;b&gt;Alisa" in shown


def test_the_bar_is_right_in_every_state(app: Flask) -> None:
    expected = {
        (0, "running"): "25,000 to go until 31 December 2026.",
        (1, "running"): "24,999 to go until 31 December 2026.",
        (24_999, "running"): "1 to go until 31 December 2026.",
        (25_000, "reached"): "The goal is reached. The campaign runs until 31 December 2026.",
        (25_412, "reached"): "The goal is reached. The campaign runs until 31 December 2026.",
        (40, "upcoming"): "The campaign starts on 1 January 2026.",
        (23_796, "ended"): "The campaign ended on 31 December 2026, 1,204 short of its goal.",
    }
    for (count, state), words in expected.items():
        page = bar(app, count, state)
        assert words in page
        assert f"<strong data-bar-count>{count:,}</strong>" in page
        assert f'max="25000" value="{min(count, 25_000)}"' in page


def test_the_style_guide_needs_no_context_and_reaches_its_end(app: Flask) -> None:
    with app.test_request_context("/demo/styleguide"):
        page = render_template("web/styleguide.html")
    assert "Type" in page
    assert page.rstrip().endswith("</html>")


def bar(app: Flask, count: int, state: str) -> str:
    """The full bar with `count` of 25,000 in `state`."""
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    progress = SimpleNamespace(
        count=count, goal=25_000, remaining=max(0, 25_000 - count), state=state,
        met=count >= 25_000, as_of=MOMENT, is_stale=False, is_final=state == "ended",
        first_day=first, last_day=last, starts_at=first, ends_at=last, version=1,
        url="/campaigns/current", live_url="/campaigns/current/live",
        json_url="/campaigns/current/progress.json",
    )  # fmt: skip
    with app.test_request_context("/"):
        return render_template_string(
            '{% from "macros/bar.html" import bar %}{{ bar(progress, size="full") }}',
            progress=progress,
        )
