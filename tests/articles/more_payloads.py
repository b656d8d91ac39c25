"""The other families of the corpus: what loads, styles, mutates, breaks out; and all, numbered."""

from tests.articles import payloads
from tests.articles.payloads import ELSEWHERE, REACHED, Payload, lines

STYLES = lines(r"""<style>@import 'AWAY'</style>
<style>@import url(https:AWAY);</style>
words <style>p{background:url(AWAY)}</style> words
<style>body{display:none}</style>
<style>*{background:url(HERE)}</style>
<style>@font-face{font-family:x;src:url(AWAY)}*{font-family:x}</style>
<div style="background:url(AWAY)">x</div>
<p style='background-image:url("HERE")'>x</p>
<p style="position:fixed;inset:0;z-index:99999">x</p>
<p style="width:expression(RUN)">x</p>
<p style="behavior:url(AWAY)">x</p>
<link rel=stylesheet href=AWAY>
<link rel=stylesheet href="HERE">
<link rel=preload as=image href=AWAY>
<link rel=prefetch href="HERE">
<link rel=modulepreload href=AWAY>
<link rel=preconnect href=https:AWAY>
<link rel=dns-prefetch href=AWAY>
<link rel=icon href="HERE">
<link rel=manifest href="HERE">""")

FRAMES = lines(r"""<iframe src=javascript:RUN></iframe>
<iframe src=AWAY></iframe>
<iframe src="HERE"></iframe>
<iframe srcdoc="<script>parent.RUN</script>"></iframe>
<iframe srcdoc="&lt;img src=x onerror=parent.RUN&gt;"></iframe>
<iframe onload=RUN></iframe>
<object data=javascript:RUN></object>
<object data=AWAY></object>
<object data="HERE" type=text/html></object>
<object data="data:text/html,<script>RUN</script>"></object>
<embed src=javascript:RUN>
<embed src=AWAY type=image/svg+xml>
<applet code=x codebase=AWAY></applet>
<portal src=AWAY></portal>
<fencedframe src=AWAY></fencedframe>
<frameset onload=RUN><frame src=AWAY></frameset>
<base href=https:AWAY/>
<base target=_blank href=javascript:/>
<meta http-equiv=refresh content="0;url=HERE">
<meta http-equiv=refresh content="0;url=javascript:RUN">
<meta http-equiv=Set-Cookie content="a=b">
<meta http-equiv=Content-Security-Policy content="default-src 'none'">
<form action=https:AWAY><input name=p autofocus><button>x</button></form>
<form action=javascript:RUN><input type=submit></form>
<form id=f></form><button form=f formaction=javascript:RUN>x</button>
<input type=image src=AWAY>
<isindex action=javascript:RUN type=submit>
<a href=/ ping=https:AWAY>x</a>
<a href=/ target=_blank download=HERE>x</a>
<dialog open><form method=dialog><button>x</button></form></dialog>""")

PICTURES = lines(r"""<img src=AWAY>
<img src="https:AWAY">
<img src="HERE">
<img src=x srcset="AWAY 1x">
<img srcset="/media/0123456789abcdef-480x320.webp 1x, AWAY 2x">
<img srcset="HERE 480w" sizes=100vw>
<picture><source srcset=AWAY><img src=x></picture>
<video poster=AWAY src=AWAY autoplay></video>
<video><source src=AWAY></video>
<video><track default kind=subtitles src=AWAY></video>
<audio src=AWAY autoplay></audio>
<table background=AWAY><tr><td background=AWAY>x</table>
<body background=AWAY>
<img lowsrc=AWAY dynsrc=AWAY src="HERE">
<image src=AWAY>
<img src="data:image/svg+xml,<svg/onload=RUN>">
<img src="&#104;ttps:AWAY">
<img src=`https:AWAY`>
<img\nsrc="https:AWAY">
<input type=image src=https:AWAY>""")

MUTATIONS = lines(r"""<noscript><p title="</noscript><img src=x onerror=RUN>">
<math><mtext><table><mglyph><style><img src=x onerror=RUN>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=RUN&gt;">
<svg></p><style><a id="</style><img src=x onerror=RUN>">
<svg><p><style><g title="</style><img src=x onerror=RUN>">
<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=RUN>
<math><annotation-xml encoding="text/html"><style><img src=x onerror=RUN></style>
<template><style></template><img src=x onerror=RUN></style>
<textarea><img title="</textarea><img src=x onerror=RUN>">
<title><a title="</title><img src=x onerror=RUN>">
<xmp><p title="</xmp><img src=x onerror=RUN>">
<noembed><p title="</noembed><img src=x onerror=RUN>">
<noframes><p title="</noframes><img src=x onerror=RUN>">
<iframe><p title="</iframe><img src=x onerror=RUN>">
<plaintext><img src=x onerror=RUN>
<select><template><img src=x onerror=RUN></template></select><img src=x onerror=RUN>
<table><a href=javascript:RUN>x</a><tr><td>y</table>
<a href="x"><a href="javascript:RUN">y</a></a>
<p><svg><![CDATA[><img src=x onerror=RUN>]]></svg>
<![CDATA[<script>RUN</script>]]>
<?xml-stylesheet href="javascript:RUN"?><img src=x onerror=RUN>
<!DOCTYPE x [<!ENTITY y "RUN">]><img src=x onerror=RUN>
<!--><img src=x onerror=RUN>-->
<!--[if IE]><script>RUN</script><![endif]--><img src=x onerror=RUN>
<!-- --!><img src=x onerror=RUN>
<img src="x` `<script>RUN</script>"` `>
<div><p></div></section></article></main><script>RUN</script>""")

BREAKOUTS = lines(r""""><script>RUN</script>
'><script>RUN</script>
" onmouseover="RUN" x="
' onmouseover='RUN' x='
" autofocus onfocus=RUN x="
`><img src=x onerror=RUN>
</title><script>RUN</script>
</textarea><script>RUN</script>
</script><script>RUN</script>
</style><script>RUN</script>
</noscript><script>RUN</script>
--><script>RUN</script><!--
]]><script>RUN</script>
"></head><body onload=RUN>
"><meta http-equiv=refresh content="0;url=HERE">
"><link rel=stylesheet href=AWAY>
"><base href=https:AWAY/>
"}</script><script>RUN</script>
&lt;script&gt;RUN&lt;/script&gt;<img src=x onerror=RUN>
%3Cscript%3ERUN%3C/script%3E<img src=x onerror=RUN>""")

# No markup: what a template, a script, a renderer or an eye could be made to take for more.
WORDS = [
    "{{ 7*7 }}", "{{ config.items() }}", "{% for x in ().__class__.__base__.__subclasses__() %}",
    "{{ RUN }}", "${RUN}", "#{RUN}", "<%= RUN %>", "{{constructor.constructor('RUN')()}}",
    "{#", "{{ '</h1>'|safe }}", "%(name)s %s %d", "{0.__class__}", "$(RUN)", "`RUN`;RUN",
    "\\u003cscript\\u003eRUN\\u003c/script\\u003e", "\\x3cscript>RUN\\x3c/script>",
    "\u2028RUN\u2029", "\u202e)0(nur\u202c", "\u202eright to left", "\u2066\u2067\u2069",
    "\u200fא\u200e",
    "&#x202E;txt.exe", "a\x00b", "<\x00script>RUN</script>", "<scr\x00ipt>RUN</scr\x00ipt>",
    "\ufeff<\ufeffscript>RUN", "＜script＞RUN＜/script＞", "\u0085\u00ad\u200b",
    "a\x0bb\x0cc\x1bd\x7fe",
    "‹img src=x onerror=RUN›", "z\u0301\u0302\u0303\u0304\u0305\u0306\u0307" * 9,
    "\ud7ff\ue000\uffff",
    "+ADw-script+AD4-RUN+ADw-/script+AD4-", "\x1b$B<script>RUN", "¼script¾RUN¼/script¾",
]  # fmt: skip

FAMILIES = {
    "script": payloads.SCRIPTS, "handler": payloads.HANDLERS, "link": payloads.LINKS,
    "markdown": payloads.MARKDOWN, "footnote": payloads.FOOTNOTES, "vector": payloads.VECTORS,
    "style": STYLES, "frame": FRAMES,
    "picture": PICTURES, "mutation": MUTATIONS, "breakout": BREAKOUTS, "words": WORDS,
}  # fmt: skip


def _numbered() -> list[Payload]:
    texts = [(family, text) for family, all_of in FAMILIES.items() for text in all_of]
    corpus = []
    for number, (family, text) in enumerate(texts):
        told = text.replace("RUN", f"ran({number})").replace("HERE", f"/{REACHED}/{number}")
        told = told.replace("AWAY", f"//{ELSEWHERE}/{number}").replace("ran(0)", f"ran({number})")
        corpus.append(Payload(number, family, told, is_words=family == "words"))
    return corpus


CORPUS = _numbered()
