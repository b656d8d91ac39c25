"""What is said of a prompt that should not be put up as it is."""

from dataclasses import replace

import pytest

from portal.prompts.checking import faults
from portal.prompts.demo import PROMPTS
from portal.prompts.prompt import Placement, Prompt, Variant
from tests.prompts.board import NOW, PLAIN


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: prompt.slug)
def test_the_demos_prompts_have_no_fault(prompt: Prompt) -> None:
    assert faults(prompt) == []


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("slug", replace(PLAIN, slug="default")),
        ("ends_at", replace(PLAIN, starts_at=NOW, ends_at=NOW)),
        ("variants", replace(PLAIN, variants=())),
        ("variants", replace(PLAIN, variants=(Variant("a", "x", weight=0),))),
        ("variants", replace(PLAIN, variants=(Variant("a", "x"), Variant("a", "y")))),
        ("a", replace(PLAIN, variants=(Variant("a", "  "),))),
        ("a", replace(PLAIN, variants=(Variant("a", "{counts}"),))),
        ("a", replace(PLAIN, variants=(Variant("a", "x", ("a { b",)),))),
        ("a", replace(PLAIN, placement=Placement.HEADER, variants=(Variant("a", "x" * 71),))),
        ("a", replace(PLAIN, placement=Placement.HEADER, variants=(Variant("a", "x", ("y",)),))),
        ("a", replace(PLAIN, placement=Placement.BANNER, variants=(Variant("a", "x" * 221),))),
    ],
)
def test_a_fault_is_said_beside_its_field(field: str, wrong: Prompt) -> None:
    assert [where for where, _ in faults(wrong)] == [field]
    assert faults(PLAIN) == []
