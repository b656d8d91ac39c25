"""Every route says how its answer may be kept and who may use it, and is held to it."""

from flask import Flask

from portal.web.routes import EVERYONE, CacheClass

ROLES = {"reader", "editor", "staff", "finance", "admin"}


def views(app: Flask) -> dict[str, object]:
    return {rule.endpoint: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}


def test_every_route_declares_its_cache_class(app: Flask) -> None:
    undeclared = [
        name for name, view in views(app).items()
        if not isinstance(getattr(view, "cache_class", None), CacheClass)
    ]  # fmt: skip
    assert undeclared == []


def test_every_route_declares_who_may_use_it(app: Flask) -> None:
    undeclared = [
        name for name, view in views(app).items()
        if not getattr(view, "access", frozenset()) & (EVERYONE | ROLES)
    ]  # fmt: skip
    assert undeclared == []


def test_staff_and_finance_pages_name_a_role(app: Flask) -> None:
    open_doors = [
        rule.rule for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/staff", "/finance"))
        and EVERYONE & app.view_functions[rule.endpoint].access  # type: ignore[attr-defined]
    ]  # fmt: skip
    assert open_doors == []


def test_public_pages_keep_to_the_list(app: Flask) -> None:
    public = {
        rule.rule for rule in app.url_map.iter_rules()
        if app.view_functions[rule.endpoint].cache_class.kind == "public"  # type: ignore[attr-defined]
    }  # fmt: skip
    assert "/" in public
    assert not [
        rule for rule in public if rule.startswith(("/account", "/staff", "/finance", "/support"))
    ]
