"""What there is and what will be done about webhook endpoints. Nothing is changed."""

import hashlib
from collections.abc import Sequence
from typing import Any

from portal.billing import marks
from portal.billing.gateway import API_VERSION, Gateway, WebhookEndpoint
from portal.billing.owners import is_ours
from portal.billing.setup.steps import ENDPOINT, Step, generation_of, known, waiting_of
from portal.billing.setup.wishes import differs, endpoint
from portal.config import Settings


def secret_print(secret: str) -> str:
    """A fingerprint of an endpoint's secret: enough to know it again, not to sign with it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def endpoints(gateway: Gateway, settings: Settings) -> list[Step]:
    """The steps towards one endpoint of ours, with our events, at our version.

    An endpoint keeps its version, and shows its secret only when it is made: so another version
    means another endpoint, and the old one stays until the new secret is known to the portal.
    """
    generation = generation_of(ENDPOINT)
    wanted = endpoint(settings.base_url, API_VERSION)
    found = gateway.ask(
        lambda v1: list(v1.webhook_endpoints.list({"limit": 100}).auto_paging_iter())
    )
    being_made = waiting_of(ENDPOINT)
    marked, _, fingerprint = (known(marks.ENDPOINT) or "").partition(" ")
    ours = [one for one in found if is_ours(one.metadata)]
    kept = next((one for one in ours if one.id == marked), None)
    is_told = fingerprint in {secret_print(one) for one in settings.stripe_webhook_secrets}
    if kept is None:
        words = f"will be made: {wanted['url']}, {len(wanted['enabled_events'])} kinds of events"
        steps = [Step("endpoint", words, "make", "", wanted, generation)]
    elif kept.api_version != API_VERSION:
        words = (
            f"{kept.id} speaks API {kept.api_version}: one that speaks {API_VERSION} will be made"
        )
        steps = [Step("endpoint", words, "make", kept.id, wanted, generation)]
    else:
        steps = [_endpoint(wanted, kept)]
        if not is_told:
            words = f"the secret of {kept.id} is not among STRIPE_WEBHOOK_SECRETS"
            steps.append(Step("endpoint", words))
    for one in ours:
        if one is not kept and getattr(one.metadata, "order", None) not in being_made:
            steps.append(_surplus(one, is_needed=not is_told))
    return steps + _foreign(wanted["url"], [one for one in found if one not in ours])


def _endpoint(wanted: dict[str, Any], kept: WebhookEndpoint) -> Step:
    checked = {"url": kept.url, "enabled_events": kept.enabled_events}
    words = {"url": "address", "enabled_events": "kinds of events"}
    changes = {words[name]: name for name in words if differs(wanted[name], checked[name])}
    if kept.status != "enabled":
        changes["switched on"] = "disabled"
    if not changes:
        return Step("endpoint", f"exists ({kept.id})")
    text = f"{kept.id} will be changed: {', '.join(changes)}"
    return Step("endpoint", text, "change", kept.id, _sent(wanted, changes))


def _surplus(one: WebhookEndpoint, *, is_needed: bool) -> Step:
    """An endpoint of ours that another has taken the place of, or whose secret nobody saw."""
    if is_needed:
        words = f"{one.id} stays until the new one's secret is among STRIPE_WEBHOOK_SECRETS"
        return Step("endpoint", words)
    return Step("endpoint", f"{one.id} has been replaced: will be removed", "remove", one.id)


def _foreign(url: str, others: Sequence[WebhookEndpoint]) -> list[Step]:
    here = [one.id for one in others if one.url == url]
    steps = []
    if len(others) > len(here):
        words = f"{len(others) - len(here)} of others on this account: left alone"
        steps.append(Step("endpoint", words))
    if here:
        words = (
            f"{', '.join(here)} at the same address, made elsewhere: left alone. If it was made by"
            " hand for this portal, remove it in Stripe's dashboard"
        )
        steps.append(Step("endpoint", words))
    return steps


def _sent(wanted: dict[str, Any], changes: dict[str, str]) -> dict[str, Any]:
    whole = {**wanted, "disabled": False}
    return {name: whole[name] for name in changes.values()}
