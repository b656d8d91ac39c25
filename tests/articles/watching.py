"""Watching a page in Chromium: what runs on it, what it fetches, what stands in it that may not."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Page

from tests.articles.payloads import ELSEWHERE, REACHED

# What a text may be made of: the words a reader can see, and nothing that acts.
TEXT = {
    "a": "href title rel id class",
    "img": "src srcset sizes alt title width height loading decoding",
    "li": "id class", "ol": "start class", "td": "class", "th": "class", "section": "class",
    "sup": "class", "hr": "class",
    **dict.fromkeys(
        "abbr blockquote br code em h2 h3 h4 p pre s strong sub table tbody thead tr ul".split(), ""
    ),
}  # fmt: skip

LISTEN = """
window.told = [];
window.ran = (number) => told.push(`payload ${number} ran`);
addEventListener("securitypolicyviolation", (event) =>
  told.push(`the policy had to stop ${event.violatedDirective} ${event.blockedURI}`));
"""

# Faults of this document, or of each given as HTML; `text` is what parts of class "prose" may hold.
LOOK = """([text, elsewhere, documents]) => {
  const addresses = "href src action formaction data poster xlink:href background cite".split(" ");
  const never = "srcdoc ping background".split(" ");
  const files = /^(\\/media\\/[-\\w.]+ \\d+w(, )?)+$/;
  const look = (page) => {
    const faults = [];
    for (const element of page.querySelectorAll("*")) {
      const tag = element.localName;
      const own = element.closest("[data-place], [data-ask], .read-also");
      const isText = element.parentElement?.closest(".prose") && !own;
      if (isText && !(tag in text)) faults.push(`<${tag}> in a text`);
      for (const { name, value } of element.attributes) {
        const said = `${name}="${value}" on <${tag}>`;
        const isSent = name === "formaction" && !/^#\\w*$/.test(value);
        if (/^on/i.test(name) || never.includes(name) || isSent) faults.push(said);
        if (isText && tag in text && !text[tag].split(" ").includes(name)) faults.push(said);
        if (name === "srcset" && !files.test(value)) faults.push(said);
        if (!addresses.includes(name)) continue;
        const url = URL.parse(value, location.href);
        const isSafe = url && ["http:", "https:", "mailto:"].includes(url.protocol);
        const isFetched = name !== "href" && name !== "action" && name !== "cite";
        if (!isSafe || (isFetched && url.origin !== location.origin)) faults.push(said);
        else if (url.host === elsewhere && !/^https?:\\/\\/\\w/i.test(value)) faults.push(said);
      }
    }
    return faults;
  };
  const parsed = (html) => new DOMParser().parseFromString(html, "text/html");
  return documents ? documents.map((html) => look(parsed(html))) : look(document);
}"""

# Do to every element what a reader could do; an ordinary link is not followed.
POKE = """async () => {
  const acts = ["mouseover", "pointerenter", "focus", "toggle", "animationstart", "wheel"];
  const isOrdinary = (link) => ["http:", "https:", "mailto:"].includes(link.protocol);
  for (const element of document.querySelectorAll("main *")) {
    for (const act of acts) element.dispatchEvent(new Event(act));
    if (element.localName === "a" && !isOrdinary(element)) element.click?.();
  }
  await new Promise((done) => setTimeout(done));
}"""


@dataclass
class Watched:
    """A page of a browser, and everything it did that no page may do."""

    page: Page
    home: str
    faults: list[str] = field(default_factory=list)

    def visit(self, path: str) -> list[str]:
        """Open the page, do what readers do; its faults, each in words."""
        self.faults.clear()
        self.page.goto(f"{self.home}{path}", wait_until="load")
        return self.found()

    def found(self) -> list[str]:
        """The faults of the page as it stands, poked."""
        try:
            self.page.evaluate(POKE)
        except Error as error:  # the page went away under our hands
            return [*self.faults, f"it moved: {error}"]
        there = self.page.evaluate("() => location.origin")
        moved = [] if there == self.home else [f"it moved to {there}"]
        looked: list[str] = self.page.evaluate(LOOK, [TEXT, ELSEWHERE, None])
        told: list[str] = self.page.evaluate("() => window.told")
        return [*self.faults, *told, *looked, *moved]

    def look_through(self, documents: list[str]) -> list[list[str]]:
        """The faults of each text, given as HTML, were it to stand in an article."""
        whole = [f'<div class="prose">{html}</div>' for html in documents]
        looked: list[list[str]] = self.page.evaluate(LOOK, [TEXT, ELSEWHERE, whole])
        return looked

    def note(self, what: str, address: str) -> None:
        """Write down an address that is none of ours, or that only a payload names."""
        if (
            not address.startswith((self.home, "data:image/svg+xml"))
            or REACHED in urlsplit(address).path
        ):
            self.faults.append(f"{what} {address}")


@contextmanager
def watched(
    browser: Browser, home: str, *, has_policy: bool, signed_in: dict[str, str] | None = None
) -> Iterator[Watched]:
    """A page that reaches nobody but `home`; without the policy nothing but us stops a payload.

    `signed_in` is what somebody types to sign in.
    """
    context = browser.new_context(bypass_csp=not has_policy)
    if signed_in:
        assert context.request.post(f"{home}/sign-in", form=signed_in).ok
    context.set_default_timeout(20_000)
    context.add_init_script(LISTEN)
    context.route(re.compile(rf"^(?!{re.escape(home)})"), lambda route: route.abort())
    page = context.new_page()
    watch = Watched(page, home)

    def dismiss(dialog: Any) -> None:
        if dialog.type == "beforeunload":  # the desk's own: what is typed is not saved yet
            dialog.accept()
            return
        watch.faults.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.on("popup", lambda popup: watch.faults.append(f"a window: {popup.url}"))
    page.on("request", lambda request: watch.note("it asked for", request.url))
    page.on("websocket", lambda socket: watch.faults.append(f"a socket: {socket.url}"))
    page.on("pageerror", lambda error: watch.faults.append(f"an error: {error}"))
    page.on(
        "console",
        lambda message: (
            watch.faults.append(f"the console: {message.text}")
            if message.type in ("error", "warning")
            else None
        ),
    )
    yield watch
    context.close()
