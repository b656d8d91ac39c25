"""Every picture of the demo by its stem; a stem is what a piece or an author names."""

from __future__ import annotations

from collections.abc import Callable

from portal.articles.demo.press import Sheet
from portal.articles.demo.scenes import civic, harbour, portraits, streets, trades

Painter = Callable[[Sheet], None]

SCENES: dict[str, Painter] = {
    "archive": trades.archive,
    "ballots": civic.ballots,
    "bridge": harbour.bridge,
    "council-chamber": civic.council_chamber,
    "court-steps": civic.court_steps,
    "cranes": harbour.cranes,
    "ferry": harbour.ferry,
    "flood-wall": harbour.flood_wall,
    "hospital": civic.hospital,
    "library": trades.library,
    "market": streets.market,
    "orchard": trades.orchard,
    "ovens": trades.ovens,
    "rain": streets.rain,
    "snow-plough": streets.snow_plough,
    "tram": streets.tram,
}

PORTRAITS: dict[str, Painter] = {
    "davit-lorne": portraits.davit,
    "hanna-bresk": portraits.hanna,
    "ines-calder": portraits.ines,
    "jonah-abara": portraits.jonah,
    "mirela-stoy": portraits.mirela,
    "nadia-orlen": portraits.nadia,
    "ruth-ansgard": portraits.ruth,
    "tomas-reik": portraits.tomas,
}
