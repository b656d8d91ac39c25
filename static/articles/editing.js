/* The writing desk, made quicker: the preview follows, words are counted, Ctrl+S saves in place.
   Without this file the buttons do all of it. */

import { keeping } from "./keeping.js";

const form = document.querySelector("[data-writing]");
const shown = document.querySelector("[data-shown]");
const said = form.querySelector("[data-said]");
const saving = form.querySelector("[data-save]");
const count = form.querySelector("[data-count]");
const body = form.elements.body_markdown;
const WORD = /[\p{L}\p{N}_]+(?:['’\-–.,][\p{L}\p{N}_]+)*/gu;
const LINKED_TO = /\]\([^)]*\)/g;
const PAUSE = 400;

let edits = 0;
let timer;
let asking;

form.querySelector("[data-see]").hidden = true;

form.addEventListener("input", () => {
  edits += 1;
  said.textContent = "";
  tally();
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
});

form.addEventListener("submit", (event) => {
  if (event.submitter !== saving) return;
  event.preventDefault();
  save();
});

const kept = keeping(form);

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  event.preventDefault();
  save();
});

/* Save where we are. What is refused is sent as a page, which says why; when nobody answers, we stay. */
async function save() {
  if (saving.ariaBusy === "true") return;
  saving.ariaBusy = "true";
  const before = edits;
  try {
    const sent = new FormData(form, saving);
    const asked = { method: "POST", body: sent, headers: { Accept: "application/json" } };
    const answer = await fetch(form.action, asked);
    if (answer.status >= 500) throw new Error(`away: ${answer.status}`);
    if (!answer.ok || answer.redirected) sendAsPage();
    else settle(await answer.json(), edits !== before);
  } catch {
    said.textContent = said.dataset.away;
  }
  saving.ariaBusy = "false";
}

function settle(saved, hasMore) {
  kept.saved();
  form.elements.began_from.value = saved.version;
  if (!form.elements.slug.value) form.elements.slug.value = saved.slug;
  for (const place of document.querySelectorAll("[data-number]")) place.textContent = saved.version;
  said.textContent = saved.said;
  document.querySelector("h1").textContent = form.elements.headline.value;
  if (!form.action.endsWith(saved.url)) {
    form.action = saved.url;
    history.replaceState(null, "", saved.url);
  }
  if (hasMore) kept.typing();
}

function sendAsPage() {
  const button = document.createElement("input");
  Object.assign(button, { type: "hidden", name: "do", value: "save" });
  form.append(button);
  kept.leaving();
  form.submit();
  button.remove();
}

function tally() {
  const words = body.value.replace(LINKED_TO, "]").match(WORD)?.length ?? 0;
  const template = words === 1 ? count.dataset.one : count.dataset.many;
  count.textContent = template.replace("{n}", words);
}

/* Ask for the preview; an answer that a newer one overtook is thrown away. */
async function look() {
  asking?.abort();
  asking = new AbortController();
  shown.ariaBusy = "true";
  try {
    const { signal } = asking;
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), signal });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    shown.replaceChildren(...page.body.childNodes);
    shown.ariaBusy = "false";
  } catch {
    // Overtaken, or the server is away for a moment: the preview stays as it is.
  }
}
