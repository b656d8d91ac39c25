"""Writing prompts: every field is kept, faults are told, two editors meet, all is noted."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.audit import log
from portal.extensions import db
from portal.prompts import keeping
from portal.prompts.prompt import Audience, Caps, Placement, Variant
from tests.articles.newspaper import name_newsroom, publish
from tests.prompts.board import PLAIN, put_up
from tests.staff.prompts.desk import begin, stored, typed, words


@pytest.fixture
def editor(client: FlaskClient) -> FlaskClient:
    name_newsroom()
    publish("harbour-dues", tags=("port", "tragedy"))
    publish("match", section="sport")
    return begin(client)


def test_every_field_is_kept_and_shown_again(editor: FlaskClient) -> None:
    sent = typed(
        {},
        {"slug": "", "heading": "{remaining} to go", "text": "", "button": "Join", "weight": "3",
         "signatory": "Ruth Ansgard", "signatory_role": "Editor"},
        placement="inline", after_paragraph="5", audience="returning", sections="city",
        away_sections="sport", tags="port", away_tags="Tragedy", starts_on="2026-12-01",
        starts_at="08:30", ends_on="2026-12-31", ends_at="", priority="7", most_asks="1",
        in_days="2", days_after_close="3", days_after_donation="4", free_articles="5",
        cadences="once,monthly", has_reminder="", holdout_permille="100", sample="2000",
    )  # fmt: skip
    answer = editor.post("/staff/prompts/new", data=sent)
    assert answer.status_code == 303, words(answer)
    kept = stored()
    assert (kept.placement, kept.after_paragraph) == (Placement.INLINE, 5)
    assert kept.audience is Audience.RETURNING
    assert kept.caps == Caps(1, 2, 3, 4, 5)
    assert (kept.sections, kept.away_sections) == ({"city"}, {"sport"})
    assert (len(kept.tags), len(kept.away_tags)) == (1, 1)
    # Kyiv is two hours ahead in December.
    assert kept.starts_at == datetime(2026, 12, 1, 6, 30, tzinfo=UTC)
    assert kept.ends_at == datetime(2026, 12, 30, 22, tzinfo=UTC)
    assert kept.cadences == ("once", "monthly")
    assert (kept.has_reminder, kept.holdout_permille, kept.sample) == (False, 100, 2000)
    assert kept.measured_from is not None
    assert kept.variants == (
        Variant("a", "Please", ("Reading is free.", "Reporting is not.")),
        Variant("b", "{remaining} to go", (), "Join", "Ruth Ansgard", "Editor", 3),
    )
    page = editor.get("/staff/prompts/winter").text
    for shown in ('value="08:30"', 'value="2026-12-31"', "{remaining} to go", 'value="tragedy"'):
        assert shown in page


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": ""}, "Write a name"),
        ({"priority": "soon"}, "Not a valid integer"),
        ({"holdout_permille": "1001"}, "from 0 to 1000"),
        ({"tags": "nothing-of-the-kind"}, "There is no tag “nothing-of-the-kind”."),
        ({"ends_on": "2026-01-01", "starts_on": "2026-02-01"}, "It ends before it begins."),
        ({"ends_at": "10:00"}, "Choose the day, too."),
        ({"starts_on": "2027-03-28", "starts_at": "03:30"}, "There is no such time on that day"),
        ({"wording0-heading": "{total} to go"}, "{total} is not known."),
        ({"wording0-heading": "x" * 201}, "At most 200 characters"),
        ({"wording0-slug": "held"}, "what readers of the holdout are counted as"),
        ({"wording0-weight": "0"}, "No wording has a weight"),
        ({"placement": "header"}, "there is no room for paragraphs"),
        ({"placement": "moon"}, "Not a valid choice"),
        ({"slug": "default"}, "is the name of the default ask"),
    ],
    ids=str,
)
def test_a_fault_is_told_and_what_was_typed_stays(
    editor: FlaskClient, changes: dict[str, str], told: str
) -> None:
    answer = editor.post("/staff/prompts/new", data={**typed(), **changes})
    assert answer.status_code == 422
    assert told in words(answer)
    assert "Reporting is not." in answer.text
    assert keeping.board(db.session()).prompts == ()


def test_what_is_switched_off_may_be_unfinished(editor: FlaskClient) -> None:
    sent = typed({"heading": "{total} to go"}, is_live="")
    assert editor.post("/staff/prompts/new", data=sent).status_code == 303
    assert not stored().is_live
    assert "Before it can be: {total} is not known." in words(editor.get("/staff/prompts/winter"))
    sent |= {"is_live": "y", "began_from": "1"}
    assert editor.post("/staff/prompts/winter", data=sent).status_code == 422


def test_a_wording_that_is_emptied_goes(editor: FlaskClient) -> None:
    editor.post("/staff/prompts/new", data=typed({}, {"slug": "b"}))
    sent = typed({"heading": "", "text": ""}, {"slug": "b"}, began_from="1")
    assert editor.post("/staff/prompts/winter", data=sent).status_code == 303
    assert [variant.slug for variant in stored().variants] == ["b"]


def test_the_second_of_two_editors_is_told_and_loses_nothing(editor: FlaskClient) -> None:
    editor.post("/staff/prompts/new", data=typed())
    editor.post("/staff/prompts/winter", data=typed(priority="5", began_from="1"))
    answer = editor.post("/staff/prompts/winter", data=typed(priority="9", began_from="1"))
    assert answer.status_code == 409
    assert "priority 5 9" in words(answer)
    assert stored().priority == 5
    assert 'name="began_from" type="hidden" value="2"' in answer.text
    again = editor.post("/staff/prompts/winter", data=typed(priority="9", began_from="2"))
    assert again.status_code == 303
    assert stored().priority == 9


def test_a_short_name_is_taken_once(editor: FlaskClient) -> None:
    editor.post("/staff/prompts/new", data=typed())
    answer = editor.post("/staff/prompts/new", data=typed(priority="9"))
    assert answer.status_code == 422
    assert "There is a prompt of that short name already." in words(answer)


def test_the_log_holds_what_changed_and_only_that(editor: FlaskClient) -> None:
    editor.post("/staff/prompts/new", data=typed())
    editor.post("/staff/prompts/winter", data=typed({"button": "Join"}, began_from="1"))
    editor.post("/staff/prompts/winter", data=typed({"button": "Join"}, began_from="2"))
    newest, first = log.latest(db.session(), subject="prompt:winter")
    assert (newest.action, first.action) == ("prompt.changed", "prompt.made")
    assert (newest.before, newest.after) == ({"a: button": ""}, {"a: button": "Join"})
    page = words(editor.get("/staff/prompts/winter"))
    assert "editor@example.org changed a: button Join" in page


def test_one_switch_pauses_all_and_is_noted_once(client: FlaskClient) -> None:
    name_newsroom()
    put_up(PLAIN, quiet_tags=frozenset({"tragedy"}))
    staff = begin(client, "staff")
    for _ in range(2):
        assert staff.post("/staff/prompts/pause", data={"paused": "1"}).status_code == 303
    board = keeping.board(db.session())
    assert (board.is_paused, board.quiet_tags) == (True, {"tragedy"})
    assert "All prompts are paused." in words(staff.get("/staff/prompts"))
    staff.post("/staff/prompts/pause", data={"paused": "0"})
    db.session.rollback()
    assert not keeping.board(db.session()).is_paused
    acts = [entry.action for entry in log.latest(db.session(), subject="prompts")]
    assert acts == ["prompts.resumed", "prompts.paused"]


def test_where_nobody_is_asked(editor: FlaskClient) -> None:
    sent: dict[str, Any] = {"sections": ["sport"], "tags": "Tragedy, port"}
    assert editor.post("/staff/prompts/quiet", data=sent).status_code == 303
    board = keeping.board(db.session())
    assert (board.quiet_sections, len(board.quiet_tags)) == ({"sport"}, 2)
    refused = editor.post("/staff/prompts/quiet", data={"tags": "tragdy"})
    assert refused.status_code == 422
    assert "There is no tag “tragdy”." in words(refused)


@pytest.mark.parametrize(
    ("role", "path", "method", "status"),
    [
        ("staff", "/staff/prompts", "GET", 200), ("staff", "/staff/prompts/winter", "GET", 403),
        ("staff", "/staff/prompts/winter", "POST", 403),
        ("staff", "/staff/prompts/quiet", "POST", 403),
        ("reader", "/staff/prompts", "GET", 403), ("finance", "/staff/prompts", "GET", 403),
        ("reader", "/staff/prompts/pause", "POST", 403),
        ("editor", "/staff/prompts/nothing", "GET", 404),
    ],
)  # fmt: skip
def test_who_may_do_what(
    client: FlaskClient, role: str, path: str, method: str, status: int
) -> None:
    name_newsroom()
    put_up(PLAIN)
    assert begin(client, role).open(path, method=method).status_code == status
