"""Holds objects against the SDK that no call has answered: as they stand in a sandbox's file."""

from typing import Any

from tests.contract import answers, events


def mismatches(row: dict[str, Any]) -> list[str]:
    """What is wrong with one object, of an event also with what it carries; empty when right."""
    found = [*answers.of_object(row, (), "")]
    if row.get("object") == "event":
        found += events.of_snapshot(row)
    return [f"{row.get('object')} {row.get('id')}: {mismatch}" for mismatch in found]
