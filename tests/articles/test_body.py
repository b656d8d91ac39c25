"""Markdown becomes safe HTML: what a text needs stays, what could do harm or fetch goes."""

import re

import pytest

from portal.articles.body import _cleaner, render, rooted

PICTURE = "/media/0123456789abcdef-480x320.webp"

PAYLOADS = [
    "<script>alert(1)</script>",
    "before <script>alert(1)</script> after",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "words <img src=x onerror=alert(1)> words",
    "<svg onload=alert(1)><circle/></svg>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=//evil.example/x.swf>",
    "<base href=//evil.example/>",
    "<form action=//evil.example><input name=p></form>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<style>@import '//evil.example/x.css'</style>",
    "words <style>p{background:url(//evil.example)}</style> words",
    "<div style='background:url(//evil.example)'>x</div>",
    "<p onclick=alert(1)>x</p>",
    "<a href='javascript:alert(1)'>x</a>",
    "<video poster=//evil.example/x.png src=//evil.example/x.mp4 autoplay></video>",
    "<details open ontoggle=alert(1)>x</details>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](data:image/svg+xml;base64,PHN2Zz4=)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://evil.example/1)",
    "[x](//evil.example/)",
    "[x](/\\evil.example/)",
    "[x](http:/\\evil.example/)",
    "<javascript:alert(1)>",
    "[x]\n\n[x]: javascript:alert(1)",
    "![x](https://evil.example/x.png)",
    "![x](//evil.example/x.png)",
    "![x](data:image/png;base64,iVBORw0KGgo=)",
    "![x](javascript:alert(1))",
    "![x](/media/../../etc/passwd)",
    "![x](/media/0123456789abcdef-480x320.svg)",
    "![x](/media/0123456789abcdef-480x320.webp?//evil.example)",
    "![x](/account/sign-out)",
    "[![x](https://evil.example/x.png)](javascript:alert(1))",
    f'![x" onerror="alert(1)]({PICTURE})',
    f"![x]({PICTURE} 'a\" onerror=\"alert(1)')",
    '[x](https://example.org/"onmouseover="alert(1))',
    "[x](https://example.org 'a\" onclick=\"alert(1)')",
    "x[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
    "x[^1]\n\n[^1]: [y](javascript:alert(1))",
    "x[^'><script>alert(1)</script>]\n\n[^'><script>alert(1)</script>]: y",
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "# <img src=x onerror=alert(1)>",
    "> <script>alert(1)</script>",
    "- <script>alert(1)</script>",
    "    <script>alert(1)</script>",
    "```html\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "```\" onload=alert(1)\nx\n```",
]  # fmt: skip

TAG = re.compile(r"<[^<>]*>")
HARMFUL_TAG = re.compile(
    r"<(script|style|iframe|object|embed|base|form|input|link|meta|svg|math|video|details)", re.I
)
HARMFUL_ATTRIBUTE = re.compile(
    r"\son\w+\s*=|\sstyle\s*=|(?:href|src)=\"(?!https?://|mailto:|/media/|/[^/\\]|#)"
    r"|src=\"(?!/media/[0-9a-f]{16}-\d+x\d+\.webp\")",
    re.I,
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_harmful_is_left(payload: str) -> None:
    html = render(payload).html
    # Quoted values may hold any text; only what is outside them, or an address, can act.
    for tag in TAG.findall(html):
        assert not HARMFUL_TAG.match(tag), html
        unquoted = re.sub(r'\b(?:alt|title)="[^"]*"', "", tag)
        assert not HARMFUL_ATTRIBUTE.search(unquoted), html


def test_a_link_that_loses_its_address_keeps_its_words() -> None:
    assert render("[the *minutes*](javascript:alert(1)).").html == "<p>the <em>minutes</em>.</p>"


def test_a_paragraph_that_held_only_a_foreign_picture_is_gone() -> None:
    assert (
        render("One.\n\n![x](https://example.org/x.png)\n\nTwo.").html == "<p>One.</p>\n<p>Two.</p>"
    )


def test_our_own_pictures_keep_their_place_on_the_page() -> None:
    html = render(f'![The quay]({PICTURE} "At dawn")').html
    for part in (
        'width="480"',
        'height="320"',
        'loading="lazy"',
        'alt="The quay"',
        f'src="{PICTURE}"',
    ):
        assert part in html


def test_other_sites_are_linked_without_handing_them_our_window() -> None:
    assert 'rel="external noopener"' in render("[x](https://example.org/a)").html
    assert "rel=" not in render("[x](/news/a)").html
    assert 'href="mailto:desk@example.org"' in render("<desk@example.org>").html


@pytest.mark.parametrize(
    ("markdown", "levels"),
    [
        ("# A\n\n## B\n\n### C", ["h2", "h3", "h4"]),
        ("## A\n\n### B", ["h2", "h3"]),
        ("#### A\n\n## B\n\n###### C", ["h4", "h2", "h4"]),
        ("A\n=\n\nB\n-", ["h2", "h3"]),
    ],
)
def test_headings_stand_below_the_pages_own(markdown: str, levels: list[str]) -> None:
    assert re.findall(r"<(h\d)>", render(markdown).html) == levels


def test_a_text_keeps_what_it_needs() -> None:
    html = render(
        '"Quiet," he said.\n\n> So it was.\n\n1. one\n2. **two**\n\n- a'
        "\n\nTide[^1].\n\n[^1]: At nine."
    ).html
    for part in ("“Quiet,”", "<blockquote>", "<ol>", "<strong>two</strong>", "<ul>"):
        assert part in html
    assert 'href="#fn1"' in html and 'id="fn1"' in html and 'href="#fnref1"' in html


def test_words_are_counted_as_they_are_read() -> None:
    assert (
        render("## Two words\n\nA [link](https://example.org/long/address) of *five* & more.").words
        == 7
    )


def test_addresses_follow_the_portal_under_a_sub_path() -> None:
    html = render(f'[a](/news/a) ![x]({PICTURE}) [b](https://example.org/) href="/x"').html
    moved = rooted(html, "https://news.example.org/paper")
    assert 'href="https://news.example.org/paper/news/a"' in moved
    assert f'src="https://news.example.org/paper{PICTURE}"' in moved
    assert 'href="https://example.org/"' in moved
    assert "“/x”" in moved or '"/x"' in moved
    assert rooted(html, "") == html


def test_raw_html_is_left_out_and_the_text_around_it_stays() -> None:
    assert render("One.\n\n<div>widget</div>\n\nTwo <b>bold</b>.").html == (
        "<p>One.</p>\n<p>Two bold.</p>"
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_sanitiser_holds_alone(payload: str) -> None:
    for tag in TAG.findall(_cleaner.clean(payload)):
        assert not HARMFUL_TAG.match(tag)
        assert not HARMFUL_ATTRIBUTE.search(re.sub(r'\b(?:alt|title)="[^"]*"', "", tag))
