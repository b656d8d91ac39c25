"""Every picture of the demo by its stem; a stem is what a piece or an author names."""

from __future__ import annotations

from collections.abc import Callable

from portal.articles.demo.press import Sheet
from portal.articles.demo.scenes import (
    civic,
    country,
    games,
    harbour,
    portraits,
    river,
    rooms,
    squares,
    streets,
    trades,
)

Painter = Callable[[Sheet], None]

SCENES: dict[str, Painter] = {
    "archive": trades.archive,
    "ballots": civic.ballots,
    "bridge": harbour.bridge,
    "chessboard": games.chessboard,
    "choir": rooms.choir,
    "clock-tower": squares.clock_tower,
    "council-chamber": civic.council_chamber,
    "court-steps": civic.court_steps,
    "cranes": harbour.cranes,
    "desk-lamp": rooms.desk_lamp,
    "ferry": harbour.ferry,
    "flood-wall": harbour.flood_wall,
    "gauge": river.gauge,
    "greenhouse": country.greenhouse,
    "heron": river.heron,
    "hospital": civic.hospital,
    "library": trades.library,
    "market": streets.market,
    "orchard": trades.orchard,
    "ovens": trades.ovens,
    "power-lines": country.power_lines,
    "rain": streets.rain,
    "rowing": river.rowing,
    "school-yard": squares.school_yard,
    "snow-plough": streets.snow_plough,
    "stadium": games.stadium,
    "theatre": rooms.theatre,
    "tram": streets.tram,
    "turbines": country.turbines,
    "witness": rooms.witness,
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
