"""What `portal billing setup` would do: the account is read, and nothing is changed."""

from typing import Any

from portal.billing import marks, products
from portal.billing.gateway import Declined, Gateway, PortalConfiguration
from portal.billing.owners import is_ours
from portal.billing.setup.endpoints import endpoints
from portal.billing.setup.steps import CONFIGURATION, Step, generation_of, known
from portal.billing.setup.wishes import configuration, differs
from portal.config import Settings
from portal.extensions import db, end_read
from portal.web import newsroom


def draw(gateway: Gateway, settings: Settings, *, has_webhook: bool) -> list[Step]:
    """All steps, in the order in which they are taken. Changes nothing.

    Raises: Unavailable when Stripe does not answer, or not to this key; Declined.
    """
    end_read()
    steps = [_product(gateway, kind) for kind in products.NAMES]
    steps += _configurations(gateway, settings)
    if has_webhook:
        steps += endpoints(gateway, settings)
    return steps


def _product(gateway: Gateway, kind: str) -> Step:
    name, ref = products.NAMES[kind], products.made(kind)
    if ref is None:
        return Step("product", f"{name}: will be made", "make", parameters={"kind": kind})
    try:
        found = gateway.ask(lambda v1: v1.products.retrieve(ref))
        is_gone = not found.active
    except Declined as error:
        if error.code != "resource_missing":
            raise
        is_gone = True
    if is_gone:
        words = f"{name}: {ref} is gone or archived: another will be made"
        return Step("product", words, "make", ref, {"kind": kind})
    return Step("product", f"{name}: exists ({ref})")


def _configurations(gateway: Gateway, settings: Settings) -> list[Step]:
    generation = generation_of(CONFIGURATION)
    wanted = configuration(settings.base_url, newsroom.read(db.session()).name)
    end_read()
    found = gateway.ask(
        lambda v1: list(v1.billing_portal.configurations.list({"limit": 100}).auto_paging_iter())
    )
    remembered = known(marks.CONFIGURATION)
    ours = [one for one in found if is_ours(one.metadata)]
    ours.sort(key=lambda one: (one.id != remembered, not one.active))
    if not ours:
        return [Step("configuration", "will be made", "make", "", wanted, generation)]
    kept = ours[0]
    changes = _configuration_changes(wanted, kept)
    steps = [
        Step(
            "configuration",
            f"exists ({kept.id})",
            "" if kept.id == remembered else "adopt",
            kept.id,
        )
    ]
    if changes:
        words = f"{kept.id} will be changed: {', '.join(changes)}"
        steps = [Step("configuration", words, "change", kept.id, _sent(wanted, changes))]
    shown = kept.to_dict(for_json=True)
    if any(differs(wanted[name], shown[name]) for name in ("name", "business_profile")):
        steps.append(
            Step("configuration", f"{kept.id}: its name and headline differ and are left alone")
        )
    return steps


def _configuration_changes(wanted: dict[str, Any], kept: PortalConfiguration) -> dict[str, str]:
    shown = kept.to_dict(for_json=True)
    checked = {**wanted, "active": True}
    words = {
        "features": "features",
        "default_return_url": "return address",
        "active": "switched on",
    }
    return {words[name]: name for name in words if differs(checked[name], shown[name])}


def _sent(wanted: dict[str, Any], changes: dict[str, str]) -> dict[str, Any]:
    whole = {**wanted, "active": True}
    return {name: whole[name] for name in changes.values()}
