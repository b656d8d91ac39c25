"""Webhook endpoints made through the API; the listener of the settings is not among them."""

from urllib.parse import urlsplit

from portal.sandbox.ids import letters
from portal.sandbox.objects.metadata import merged
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid
from portal.sandbox.wire.listing import page
from portal.sandbox.wire.operations import LIST_PLAYS, Operation
from portal.sandbox.world import World

FIELDS = "url enabled_events description metadata "


def create(world: World, params: Obj) -> Obj:
    """An enabled endpoint; its secret is shown this once.

    Events there are labelled with its `api_version`, in the one shape that the sandbox knows.

    Raises: Refusal for an address that will not do.
    """
    _check(params)
    secret = f"whsec_{letters(32)}"
    endpoint = world.add(
        "webhook_endpoint",
        hidden={"secret": secret},
        api_version=params.get("api_version"),
        description=params.get("description") or None,
        enabled_events=params["enabled_events"],
        metadata=merged({}, params),
        status="enabled",
        url=params["url"],
    )
    return {**endpoint, "secret": secret}


def retrieve(world: World, params: Obj, name: str) -> Obj:
    """The endpoint without its secret."""
    return world.get("webhook_endpoint", name)


def update(world: World, params: Obj, name: str) -> Obj:
    """The endpoint with the sent fields changed."""
    endpoint = world.get("webhook_endpoint", name)
    _check(params)
    changed: Obj = {**endpoint, "metadata": merged(endpoint["metadata"], params)}
    for field in ("url", "enabled_events"):
        changed[field] = params.get(field, endpoint[field])
    if "description" in params:
        changed["description"] = params["description"] or None
    if "disabled" in params:
        changed["status"] = "disabled" if params["disabled"] else "enabled"
    world.save(changed)
    return changed


def delete(world: World, params: Obj, name: str) -> Obj:
    """Nothing goes there any more."""
    world.get("webhook_endpoint", name)
    world.store.run("DELETE FROM objects WHERE id = ?", (name,))
    return {"id": name, "object": "webhook_endpoint", "deleted": True}


def listed(world: World, params: Obj) -> Obj:
    """One page of endpoints."""
    return page(world, "/v1/webhook_endpoints", "webhook_endpoint", params)


def _check(params: Obj) -> None:
    if "url" in params:
        parts = urlsplit(params["url"])
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise invalid("Invalid URL: it must begin with http or https.", "url", "url_invalid")


_PATH = "/v1/webhook_endpoints/{endpoint}"

OPERATIONS = [
    Operation(
        "POST", "/v1/webhook_endpoints", "WebhookEndpointCreateParams", create,
        FIELDS + "api_version",
    ),
    Operation("GET", "/v1/webhook_endpoints", "WebhookEndpointListParams", listed, LIST_PLAYS),
    Operation("GET", _PATH, "WebhookEndpointRetrieveParams", retrieve),
    Operation("POST", _PATH, "WebhookEndpointUpdateParams", update, FIELDS + "disabled"),
    Operation("DELETE", _PATH, "WebhookEndpointDeleteParams", delete),
]  # fmt: skip
