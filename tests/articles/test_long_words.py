"""Words that no line can hold break inside their column, on a telephone and on a desk."""

import pytest

from tests.articles.conftest import Served
from tests.articles.newspaper import publish
from tests.flows.conftest import NewPage

# A headline of one compound, an address pasted into a text, a table that is too wide.
WORD = "Донаудампфшиффартсгезельшафтскапітанверфйохворотнепереконституціоналізація"
CELLS = "|".join([WORD] * 6)
BODY = f"""https://example.org/{"a" * 200}

`{"code" * 60}`

```
{"x" * 300}
```

| a | b | c | d | e | f |
|---|---|---|---|---|---|
| {CELLS} |

## {WORD}
"""


@pytest.fixture(scope="module")
def long(served: Served) -> Served:
    words = {"headline": WORD, "standfirst": WORD * 3, "kicker": WORD, "body": BODY}
    said = {"picture_caption": WORD, "picture_credit": "Photograph by " + "a friend of " * 8}
    for number in range(5):  # the lead, the seconds, and what is related
        place = {"hours_ago": -number - 1, "tags": ("long",), "with_picture": True}
        publish(f"long-{number}", **place, **words, **said)
    return served


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("path", ["/", "/news/long-0", "/sections/city", "/authors/chidi-okafor"])
def test_no_word_is_wider_than_the_page(
    long: Served, new_page: NewPage, path: str, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 800})
    page.route("**/media/**", lambda route: route.fulfill(status=200, content_type="image/webp"))
    page.goto(f"{long.url}{path}")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    wide = page.locator("main :is(h1, h2, h3, p, pre, table, img, figcaption)").evaluate_all(
        "all => all.filter(e => e.scrollWidth > innerWidth || e.getBoundingClientRect().right"
        " > innerWidth).map(e => e.outerHTML.slice(0, 80))"
    )
    assert wide == []
