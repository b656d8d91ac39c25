"""Billing portal configurations: what payers may do on the portal's pages."""

from copy import deepcopy
from typing import Any

from portal.sandbox.objects.metadata import merged
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid, missing
from portal.sandbox.wire.listing import page
from portal.sandbox.wire.operations import LIST_PLAYS, Operation
from portal.sandbox.world import World

KIND = "billing_portal.configuration"
_OFF: Obj = {
    "customer_update": {"allowed_updates": [], "enabled": False},
    "invoice_history": {"enabled": False},
    "payment_method_update": {"enabled": False, "payment_method_configuration": None},
    "subscription_cancel": {
        "cancellation_reason": {"enabled": False, "feedback_options": None, "options": []},
        "enabled": False,
        "mode": "at_period_end",
        "proration_behavior": "none",
    },
    "subscription_pause": {
        "duration": {"interval_options": [], "type": "indefinite"},
        "enabled": False,
    },
    "subscription_update": {
        "billing_cycle_anchor": None,
        "default_allowed_updates": [],
        "enabled": False,
        "proration_behavior": "none",
        "schedule_at_period_end": {"conditions": []},
        "trial_update_behavior": "end_trial",
    },
}
_USUAL: Obj = {
    "invoice_history": {"enabled": True},
    "payment_method_update": {"enabled": True},
    "subscription_cancel": {"enabled": True},
}


def create(world: World, params: Obj) -> Obj:
    """A configuration beside the default one, and its event.

    Raises: Refusal when no feature is on that a payer could use.
    """
    features = _changed(_OFF, params["features"])
    if not any(row["enabled"] for row in features.values()):
        raise invalid("You must enable at least one feature in the configuration.", "features")
    made = _make(world, params, features, is_default=False)
    world.emit(f"{KIND}.created", made)
    return made


def update(world: World, params: Obj, name: str) -> Obj:
    """The configuration with the sent fields changed, and its event.

    Raises: Refusal when the default one is to be switched off.
    """
    kept = world.get(KIND, name)
    if kept["is_default"] and params.get("active") is False:
        raise invalid("The default configuration cannot be deactivated.", "active")
    fields: Obj = {
        word: params[word] or None for word in ("default_return_url", "name") if word in params
    }
    if "active" in params:
        fields["active"] = params["active"]
    profile = {**kept["business_profile"], **_unset(params.get("business_profile", {}))}
    return world.change(
        kept,
        f"{KIND}.updated",
        **fields,
        business_profile=profile,
        features=_changed(kept["features"], params.get("features", {})),
        metadata=merged(kept["metadata"], params),
        updated=world.now(),
    )


def usual(world: World) -> Obj:
    """The default configuration, made when it is first needed."""
    found = world.store.where(KIND, "is_default", 1)
    return found[0] if found else _make(world, {}, _changed(_OFF, _USUAL), is_default=True)


def chosen(world: World, name: str | None) -> Obj:
    """The configuration that a session asks for, else the default one.

    Raises: Refusal for one that is not there or switched off.
    """
    if name is None:
        return usual(world)
    found = world.get(KIND, name, "configuration")
    if not found["active"]:
        raise invalid(f"The configuration {name} is not active.", "configuration")
    return found


def retrieve(world: World, params: Obj, name: str) -> Obj:
    """The configuration."""
    return world.get(KIND, name)


def listed(world: World, params: Obj) -> Obj:
    """One page of configurations."""
    equal = {"active": "active", "is_default": "is_default"}
    return page(world, "/v1/billing_portal/configurations", KIND, params, equal=equal)


def _make(world: World, params: Obj, features: Obj, *, is_default: bool) -> Obj:
    none = dict.fromkeys(("headline", "privacy_policy_url", "terms_of_service_url"))
    return world.add(
        KIND,
        active=True,
        business_profile={**none, **_unset(params.get("business_profile", {}))},
        default_return_url=params.get("default_return_url") or None,
        features=features,
        is_default=is_default,
        login_page={"enabled": False, "url": None},
        metadata=merged({}, params),
        name=params.get("name") or None,
        updated=world.now(),
    )


def _changed(kept: Obj, sent: Obj) -> Obj:
    """The features with what was sent laid over them, hash by hash."""
    after = deepcopy(kept)
    for name, value in sent.items():
        if isinstance(value, dict):
            after[name] = _changed(after.get(name) or {}, value)
        else:
            after[name] = [] if value == "" else value
    cancel = after.get("subscription_cancel", {})
    reason = cancel.get("cancellation_reason", {})
    if reason.get("enabled") and not reason["options"]:
        raise missing("features[subscription_cancel][cancellation_reason][options]")
    return after


def _unset(sent: Obj) -> Obj:
    return {name: value or None for name, value in sent.items()}


_FEATURES = (
    "customer_update.enabled customer_update.allowed_updates invoice_history.enabled "
    "payment_method_update.enabled subscription_cancel.enabled subscription_cancel.mode "
    "subscription_cancel.proration_behavior subscription_cancel.cancellation_reason.enabled "
    "subscription_cancel.cancellation_reason.options subscription_pause.enabled "
    "subscription_update.enabled"
)
_PLAYS = (
    "business_profile default_return_url metadata name "
    + " ".join(f"features.{name}" for name in _FEATURES.split())
)  # fmt: skip
_ALL, _ONE = "/v1/billing_portal/configurations", "/v1/billing_portal/configurations/{name}"
_OF = "billing_portal.Configuration"


def _checked(handler: Any) -> Any:
    """The handler, after what the pages do not offer was refused to be switched on."""

    def answer(world: World, params: Obj, *names: str) -> Obj:
        for feature in ("customer_update", "subscription_pause", "subscription_update"):
            if params.get("features", {}).get(feature, {}).get("enabled"):
                at = f"features[{feature}][enabled]"
                raise invalid(f"The sandbox's portal does not offer {feature}.", at, "sandbox_gap")
        return dict(handler(world, params, *names))

    return answer


OPERATIONS = [
    Operation("POST", _ALL, f"{_OF}CreateParams", _checked(create), _PLAYS),
    Operation("GET", _ALL, f"{_OF}ListParams", listed, LIST_PLAYS + "active is_default"),
    Operation("GET", _ONE, f"{_OF}RetrieveParams", retrieve),
    Operation("POST", _ONE, f"{_OF}UpdateParams", _checked(update), f"{_PLAYS} active"),
]
