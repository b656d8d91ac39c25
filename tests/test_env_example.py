"""`.env.example` names every setting there is, and none that is not."""

import re

from tests.house.plan import PORTAL, PROJECT

NAME = re.compile(r'env(?:\.get)?[\[(]"([A-Z_]+)"')
NUMBER = re.compile(r'_number\(env, "([A-Z_]+)"')


def test_the_example_names_exactly_the_settings_that_are_read() -> None:
    code = (PORTAL / "config.py").read_text()
    read = {*NAME.findall(code), *NUMBER.findall(code)}
    named = set(re.findall(r"^#?([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.M))
    assert len(read) > 10
    assert named == read
