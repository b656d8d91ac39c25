"""The pure rules of identity: passwords, roles, where a sign-in may lead."""

import pytest

from portal.accounts import passwords
from portal.accounts.rules import ROLES, browser_words, check_password, may_use, own_path
from portal.errors import Refused

COMMON = {"password1234"}


@pytest.mark.parametrize("text", ["herons over reeds", "a" * 12, "п" * 128, "  spaces are  fine "])
def test_a_password_of_12_to_128_characters_is_taken(text: str) -> None:
    check_password(text, COMMON)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("eleven char", "at least 12"),
        ("x" * 129, "at most 128"),
        ("password1234", "tried first"),
        ("PassWord1234", "tried first"),
        ("ｐａｓｓｗｏｒｄ1234", "tried first"),  # the same signs in full width
    ],
)
def test_other_passwords_are_refused_beside_the_field(text: str, words: str) -> None:
    with pytest.raises(Refused, match=words) as refused:
        check_password(text, COMMON)
    assert refused.value.field == "password"


def test_the_shipped_list_is_long_and_holds_only_what_length_lets_through() -> None:
    common = passwords.common()
    assert len(common) >= 1_000
    assert min(map(len, common)) >= 12
    assert {
        "passwordpassword",
        "qwertyuiopas",
        "aaaaaaaaaaaa",
        "correcthorsebatterystaple",
    } <= common


@pytest.mark.parametrize("role", ROLES)
def test_an_admin_passes_everywhere_and_everyone_is_a_reader(role: str) -> None:
    assert may_use("admin", {role})
    assert may_use(role, {"reader"})


def test_a_role_opens_its_own_doors_only() -> None:
    assert may_use("staff", {"staff", "editor"})
    assert not may_use("staff", {"finance"})
    assert not may_use("finance", {"staff"})
    assert not may_use("reader", {"staff", "finance", "editor", "admin"})


@pytest.mark.parametrize("path", ["/", "/account", "/support?cadence=monthly&amount=8", "/a/b#c"])
def test_a_sign_in_leads_on_to_own_paths(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "", None, "account", "https://example.org/", "//example.org", "/\\example.org",
        "/\t/example.org", "/ok\r\nSet-Cookie: a=b", "javascript:alert(1)", "/a\\..\\b",
        "/" + "a" * 500,
    ],
)  # fmt: skip
def test_a_sign_in_leads_nowhere_else(path: str | None) -> None:
    assert own_path(path) is None


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU like Mac OS X) Safari/604", "Safari on iPhone"),
        ("", "A browser"),
    ],
)  # fmt: skip
def test_a_browser_is_told_by_name_and_system_only(agent: str, words: str) -> None:
    assert browser_words(agent) == words
