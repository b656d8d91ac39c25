"""The webhook takes what Stripe signed, once, and nothing else: 400 and no row, never a 500."""

import json
import sqlite3
import time
from contextlib import closing
from typing import Any

import pytest

from portal import extensions
from portal.audit.models import StaffNotice
from portal.billing.gateway import API_VERSION
from portal.billing.models import StripeEvent
from portal.extensions import db
from tests.billing.story import Story, signed
from tests.settings import WEBHOOK_SECRET


def event(**changes: Any) -> dict[str, Any]:
    """An event about something that the portal has no interest in."""
    return {
        "id": "evt_1",
        "object": "event",
        "type": "customer.updated",
        "livemode": False,
        "api_version": API_VERSION,
        "created": 1_790_000_000,
        "data": {"object": {"id": "cus_1", "object": "customer"}},
        **changes,
    }


def encoded(**changes: Any) -> bytes:
    return json.dumps(event(**changes)).encode()


def test_a_signed_event_is_kept_once(story_on_both: Story) -> None:
    story = story_on_both
    assert story.post(encoded()) == 200
    assert story.post(encoded()) == 200
    assert story.how_many(StripeEvent) == 1
    row = db.session.get_one(StripeEvent, "evt_1")
    assert (row.state, row.object_kind, row.object_ref) == ("ignored", "customer", "cus_1")
    assert row.attempts == 0  # the second delivery was not worked on
    assert row.body == encoded()


def test_while_the_row_cannot_be_written_it_is_not_acknowledged(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extensions, "WRITE_WAIT_SECONDS", 0.1)
    with closing(sqlite3.connect(db.engine.url.database or "")) as other:
        other.execute("BEGIN IMMEDIATE")
        assert story.post(encoded()) == 503
        other.rollback()
    assert story.how_many(StripeEvent) == 0
    assert story.post(encoded()) == 200
    assert story.how_many(StripeEvent) == 1


def _header(kind: str, payload: bytes) -> str:
    now = time.time()
    good = signed(payload)
    return {
        "wrong secret": signed(payload, secret="whsec_another_0123456789"),
        "secret with a space": signed(payload, secret=WEBHOOK_SECRET + " "),
        "six minutes old": signed(payload, at=now - 360),
        "six minutes ahead": signed(payload, at=now + 360),
        "a year ahead": signed(payload, at=now + 31_536_000),
        "of another body": signed(payload + b" "),
        "truncated": good[:-4],
        "no header": "",
        "no scheme": good.replace("v1=", "v0="),
        "no moment": good.partition(",")[2],
        "two moments": f"t={int(now)},{good}",
        "a moment that is no number": good.replace("t=", "t=x"),
        "a huge moment": "t=" + "9" * 400 + ",v1=" + "0" * 64,
        "non-ASCII signature": good[:-1] + "é",
        "non-ASCII moment": f"t=１７,{good.partition(',')[2]}",
        "empty signature": good.partition("v1=")[0] + "v1=",
        "huge": good + ",v1=" + "0" * 3000,
    }[kind]


@pytest.mark.parametrize(
    "kind",
    [
        "wrong secret", "secret with a space", "six minutes old", "six minutes ahead",
        "a year ahead", "of another body", "truncated", "no header", "no scheme", "no moment",
        "two moments", "a moment that is no number", "a huge moment", "non-ASCII signature",
        "non-ASCII moment", "empty signature", "huge",
    ],
)  # fmt: skip
def test_a_forged_signature_is_refused(story: Story, kind: str) -> None:
    payload = encoded()
    header = _header(kind, payload)
    answer = story.client.post(
        "/stripe/webhook",
        data=payload,
        headers={"Stripe-Signature": header.encode("utf-8").decode("latin-1")},
    )
    assert answer.status_code == 400
    assert story.how_many(StripeEvent) == 0


def test_an_event_signed_with_an_empty_secret_is_refused(story: Story) -> None:
    payload = encoded()
    assert story.post(payload, signed(payload, secret="")) == 400
    assert story.how_many(StripeEvent) == 0


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"1",
        b'"event"',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        encoded(object="v2.core.event"),
        encoded(id=None),
        encoded(id=7),
        encoded(id=""),
        encoded(id="evt_\x00"),
        encoded(id="evt_" + "x" * 300),
        encoded(type=None),
        encoded(type="x" * 200),
        encoded(livemode="false"),
        encoded(livemode=None),
        encoded(created="now"),
        encoded(created=True),
        encoded(created=10**30),
        encoded(created=-(10**15)),
        encoded(created=1.5),
        encoded(data=None),
        encoded(data={"object": None}),
        encoded(data={"object": []}),
        encoded(data={"object": {"id": "x" * 300, "object": "charge"}}),
        encoded(data={"object": {"id": {"a": 1}, "object": "charge"}}),
        encoded(data={"object": {"id": "ch_1"}}),
        encoded(api_version=3),
        encoded(api_version="x" * 50),
    ],
)
def test_signed_bytes_that_are_no_event_are_refused(story: Story, payload: bytes) -> None:
    assert story.post(payload, signed(payload)) == 400
    assert story.how_many(StripeEvent) == 0


@pytest.mark.parametrize("payload", [b"\xff\xfe\x00", b'{"id": "\xff"}', encoded() + b"\xc3"])
def test_bytes_that_are_not_utf8_are_refused(story: Story, payload: bytes) -> None:
    assert story.post(payload, signed(encoded())) == 400
    assert story.how_many(StripeEvent) == 0


@pytest.mark.parametrize("size", [600 * 1024, 3 * 1024 * 1024])
def test_a_huge_body_is_refused(story: Story, size: int) -> None:
    payload = encoded(padding="x" * size)
    assert story.post(payload, signed(payload)) == 400
    assert story.how_many(StripeEvent) == 0


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/xml"],
)
def test_the_content_type_changes_nothing(story: Story, content_type: str) -> None:
    payload = encoded()
    answer = story.client.post(
        "/stripe/webhook",
        data=payload,
        content_type=content_type,
        headers={"Stripe-Signature": signed(payload)},
    )
    assert answer.status_code == 200


def test_a_second_secret_serves_during_rotation(story: Story) -> None:
    old, new = signed(encoded(), secret="whsec_another_0123456789"), signed(encoded())
    both = f"{old},{new.partition(',')[2]}"
    assert story.post(encoded(), both) == 200


def test_another_mode_is_kept_and_ignored(story: Story) -> None:
    story.subscribe("alisa@example.org")
    live = [{**e.to_dict(for_json=True), "livemode": True} for e in story.events()]
    for body in live:
        assert story.post(json.dumps(body).encode()) == 200
    assert story.states() == {"ignored": len(live)}
    assert story.members() == 0


def test_another_api_version_is_worked_on_and_staff_are_told_once(story: Story) -> None:
    story.subscribe("alisa@example.org")
    for found in story.events():
        body = {**found.to_dict(for_json=True), "api_version": "2020-08-27"}
        assert story.post(json.dumps(body).encode()) == 200
    assert story.members() == 1
    assert story.how_many(StaffNotice, StaffNotice.kind == "api-version") == 1


def test_an_object_without_an_id_is_ignored(story: Story) -> None:
    assert story.post(encoded(data={"object": {"object": "balance"}})) == 200
    assert story.states() == {"ignored": 1}


def test_the_webhook_answers_posts_only(story: Story) -> None:
    assert story.client.get("/stripe/webhook").status_code == 405
