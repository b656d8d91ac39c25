// Asks which prompt fits this reader on this page, and puts it where nothing in view moves.
// Without an answer the default ask at the article's end stands. One ask on a page, at most.
import { listen, watch } from "./acts.js";
import { keepClear } from "./banner.js";
import { read, recall } from "./memory.js";

const page = document.documentElement;
const { choose, article, section, tags } = document.querySelector("[data-asking]").dataset;
const end = document.querySelector('[data-place="end"]');
const line = document.querySelector('[data-place="header"]');
const usual = end?.querySelector("[data-ask]");
const paragraphs = article ? [...document.querySelectorAll(".prose > p")] : [];

// Below what is in view: whatever changes there moves nothing that anybody looks at.
const isBelow = (edge) => edge >= innerHeight;
const isFree = () => !end || isBelow(end.getBoundingClientRect().top);
const isOpen = (paragraph) => isBelow(paragraph.getBoundingClientRect().bottom);

async function decide() {
  const first = paragraphs.findIndex(isOpen) + 1;
  const places = ["banner"];
  if (end) places.push("end");
  if (line) places.push("header");
  if (first) places.push("inline");
  const answer = await fetch(choose, {
    method: "POST",
    body: JSON.stringify({
      memory: recall(),
      page: {
        places, article, section, tags: tags.split(" "),
        paragraphs: [first, paragraphs.length - 1],
      },
    }),
  });
  return answer.ok ? answer.json() : {};
}

// True when the decision holds this page's one ask; else the default stands.
async function follow({ reason, prompt, variant, place, after, html, member_until }) {
  if (member_until) {
    page.dataset.member = "";
    localStorage.member_until = member_until;
    return true;
  }
  const before = paragraphs[after - 1];
  if (!prompt || !isFree() || (place === "inline" && !isOpen(before))) return false;
  const anchor = { end, header: line, inline: before }[place] ?? document.querySelector("main");
  if (place !== "end" || reason === "held") page.dataset.elsewhere = "";
  if (reason === "held") {
    watch(anchor, "held", { prompt, variant });
    return true;
  }
  const made = document.createRange().createContextualFragment(html).firstElementChild;
  made.dataset.fits = "";
  if (place === "inline") before.after(made);
  else if (place === "banner") document.body.append(made);
  else anchor.replaceChildren(made);
  const forget = place === "banner" ? (await import("./banner.js")).keepClear(made) : undefined;
  listen(made, () => {
    forget?.();
    made.remove();
  });
  watch(made, "shown", { prompt, variant });
  return true;
}

if (usual) listen(usual, () => (page.dataset.spared = ""));
if (article) read();
let isDone = "member" in page.dataset;
try {
  if (!isDone && isFree()) isDone = await follow(await decide());
} catch {
  // The service is away, or storage is closed to us: the default stands.
}
if (usual && !isDone) watch(usual, "shown", { prompt: "default", variant: "" });
