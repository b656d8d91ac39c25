"""Invented people: names and addresses at example.org. Pure."""

from random import Random

GIVEN = (
    "Alisa Bohdan Chidi Dilnoza Emre Farida Goran Hanna Idris Jana Kofi Lucía Mehwish Nils Oksana "
    "Pavlo Quentin Rosa Samir Tove Ulyana Viktor Wanjiru Ximena Yusuf Zofia"
).split()
FAMILY = (
    "Abara Bondar Castellan Dahl Eze Fontaine Grabar Hollis Iversen Juarez Kovalenko Lindqvist "
    "Mensah Novak Okafor Petrova Quist Rahimi Sandoval Tkachenko Ueda Varga Wójcik Yilmaz Zeller"
).split()


def person(random: Random, number: int) -> tuple[str, str]:
    """A name, and an address that belongs to nobody else of this seed."""
    given, family = random.choice(GIVEN), random.choice(FAMILY)
    plain = f"{given}.{family}".lower().replace("í", "i").replace("ó", "o")
    return f"{given} {family}", f"{plain}.{number}@example.org"
