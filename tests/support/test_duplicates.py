"""Two memberships of one person: which one stays."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.support.models import Membership
from tests.support.people import MONTH, NOW, apply, members, membership

LATER = NOW + timedelta(hours=1)


def undone() -> list[str]:
    query = select(Membership.provider_ref).where(Membership.duplicate_of_id.is_not(None))
    return list(db.session.scalars(query))


def test_the_later_of_two_running_memberships_is_undone(app: Flask) -> None:
    apply(membership("sub_1"), membership("sub_2", started_at=LATER))
    assert undone() == ["sub_2"]
    assert members() == 1


def test_who_cancelled_and_pays_anew_keeps_what_is_new(app: Flask) -> None:
    apply(membership("sub_1", ends_at=NOW + MONTH), membership("sub_2", started_at=LATER))
    assert undone() == []
    assert members() == 1
