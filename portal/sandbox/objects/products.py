"""Products: what prices are for."""

from portal.sandbox.objects.metadata import merged
from portal.sandbox.store import Obj
from portal.sandbox.wire.errors import invalid
from portal.sandbox.wire.listing import page
from portal.sandbox.wire.operations import LIST_PLAYS, Operation
from portal.sandbox.world import World

FIELDS = "name active description images metadata statement_descriptor unit_label url "


def create(world: World, params: Obj) -> Obj:
    """A new product and its event.

    Raises: Refusal when the chosen id is taken.
    """
    if "id" in params and world.store.find(params["id"]):
        raise invalid("Product already exists.", "id", "resource_already_exists")
    product = world.add(
        "product",
        id=params.get("id"),
        name=params["name"],
        active=params.get("active", True),
        description=params.get("description"),
        images=params.get("images", []),
        marketing_features=[],
        metadata=merged({}, params),
        statement_descriptor=params.get("statement_descriptor"),
        type=params.get("type", "service"),
        unit_label=params.get("unit_label"),
        updated=world.now(),
        url=params.get("url"),
    )
    world.emit("product.created", product)
    return product


def retrieve(world: World, params: Obj, name: str) -> Obj:
    """The product."""
    return world.get("product", name)


def update(world: World, params: Obj, name: str) -> Obj:
    """The product with the sent fields changed."""
    product = world.get("product", name)
    fields = {
        field: (None if value == "" else value)
        for field, value in params.items()
        if field != "metadata"
    }
    return world.change(
        product,
        "product.updated",
        **fields,
        metadata=merged(product["metadata"], params),
        updated=world.now(),
    )


def delete(world: World, params: Obj, name: str) -> Obj:
    """The product is gone, and an event tells it.

    Raises: Refusal while prices belong to it.
    """
    product = world.get("product", name)
    if world.store.where("price", "product", name):
        raise invalid(
            "This product cannot be deleted because it has one or more user-created prices."
        )
    world.store.run("DELETE FROM objects WHERE id = ?", (name,))
    world.emit("product.deleted", product)
    return {"id": name, "object": "product", "deleted": True}


def listed(world: World, params: Obj) -> Obj:
    """One page of products."""
    return page(world, "/v1/products", "product", params, equal={"active": "active"})


OPERATIONS = [
    Operation("POST", "/v1/products", "ProductCreateParams", create, FIELDS + "id type"),
    Operation("GET", "/v1/products", "ProductListParams", listed, LIST_PLAYS + "active"),
    Operation("GET", "/v1/products/{product}", "ProductRetrieveParams", retrieve),
    Operation("POST", "/v1/products/{product}", "ProductUpdateParams", update, FIELDS),
    Operation("DELETE", "/v1/products/{product}", "ProductDeleteParams", delete),
]
