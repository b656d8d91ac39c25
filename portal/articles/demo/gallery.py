"""Every picture of the demo by its stem; a stem is what a piece or an author names."""

from __future__ import annotations

from collections.abc import Callable

from portal.articles.demo.press import Sheet
from portal.articles.demo.scenes import (
    chess,
    civic,
    country,
    crossing,
    harbour,
    papers,
    portraits,
    roads,
    rooms,
    service,
    squares,
    stadium,
    stage,
    streets,
    trades,
    valley,
)

Painter = Callable[[Sheet], None]

SCENES: dict[str, Painter] = {
    "archive": papers.archive,
    "ballots": service.ballots,
    "bridge": crossing.bridge,
    "chessboard": chess.chessboard,
    "choir": stage.choir,
    "clock-tower": squares.clock_tower,
    "council-chamber": civic.council_chamber,
    "court-steps": civic.court_steps,
    "cranes": harbour.cranes,
    "desk-lamp": rooms.desk_lamp,
    "ferry": crossing.ferry,
    "flood-wall": harbour.flood_wall,
    "gauge": harbour.gauge,
    "greenhouse": country.greenhouse,
    "heron": valley.heron,
    "hospital": service.hospital,
    "library": papers.library,
    "market": trades.market,
    "orchard": valley.orchard,
    "ovens": trades.ovens,
    "power-lines": roads.power_lines,
    "rain": streets.rain,
    "rowing": valley.rowing,
    "school-yard": squares.school_yard,
    "snow-plough": roads.snow_plough,
    "stadium": stadium.stadium,
    "theatre": stage.theatre,
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
