"""The standing of a membership: derived from what the provider reports, never set by hand."""

from enum import StrEnum


class Standing(StrEnum):
    """Where a membership stands."""

    PENDING = "pending"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    PAUSED = "paused"
    ENDED = "ended"


class Cadence(StrEnum):
    """How often a membership is paid."""

    MONTHLY = "monthly"
    YEARLY = "yearly"
