"""What stands above a text, in each of its languages."""

import pytest

from portal.articles.imports.front_matter import Broken, split

YAML = "---\ntitle: No\nsize: 1.10\nday: 2024-01-01\nempty:\n---\nText."
TOML = '+++\ntitle = "No"\n[taxonomies]\ntags = ["a"]\n+++\nText.'
JSON = '{\n  "title": "No",\n  "tags": ["a"]\n}\nText.'


@pytest.mark.parametrize("text", [YAML, TOML, JSON, f"---json\n{JSON[:-6]}\n---\nText."])
def test_it_is_read_with_its_lines(text: str) -> None:
    head, body, first_line = split(text)
    assert (head.values["title"], body) == ("No", "Text.")
    assert text.split("\n")[head.lines["title"] - 1].lstrip().lstrip('"').startswith("title")
    assert text.split("\n")[first_line - 1] == "Text."


def test_words_stay_as_they_were_typed() -> None:
    assert split(YAML)[0].values == {
        "title": "No", "size": "1.10", "day": "2024-01-01", "empty": None,
    }  # fmt: skip
    assert split(TOML)[0].values["tags"] == ["a"]


@pytest.mark.parametrize("text", ["", "Text.", "---\n\nA line above.", "{{< x >}}", "{% x %}"])
def test_a_text_may_have_none(text: str) -> None:
    assert split(text) == (split("")[0], text, 1)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("---\na: 1\nb: [1\nc: 2\n---\n", 4, "broken"),
        ("---\na: b: c\n---\n", 2, "mapping values are not allowed here"),
        ("---\n- a\n---\n", 2, "no list of names"),
        ("---\ntitle: x\nText.", 1, "has no end"),
        ("+++\na = 1\nb = x\n+++\n", 3, "broken"),
        ('{"a": 1,\n"b": x}', 2, "broken"),
        (f"---\n{'[' * 5000}\n---\n", 1, "broken"),
        (f"+++\na = {'[' * 5000}\n+++\n", 1, "broken"),
        (f'{{"a": {"[" * 100_000}', 1, "broken"),
    ],
)
def test_what_is_broken_is_told_by_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(Broken, match=words) as broken:
        split(text)
    assert broken.value.line == line
