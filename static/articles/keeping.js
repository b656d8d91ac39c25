/* What is typed and not saved yet stays in this browser, is offered again after a crash, and is
   forgotten once it is saved; leaving with it warns; Ctrl+S presses the form's save.
   form[data-keeps] names whose typing it is; its address says of what. [data-typed] is the offer.
   Without this file the forms work as ever. */

const FORTNIGHT = 14 * 24 * 3600 * 1000;
// Once the form was sent, these are not what was typed: they belong to the act, or the portal set them.
const OF_THE_ACT = new Set(["began_from", "note", "due_on", "due_at", "tells", "slug"]);
const PAUSE = 400;

const storage = (work) => {
  try {
    return work(localStorage);
  } catch {
    return null; // closed to us, or full: nothing is kept, and all else works
  }
};
const read = (key) => storage((kept) => JSON.parse(kept[key] ?? "null"));
const forget = (key) => storage((kept) => kept.removeItem(key));
const keyOf = (form, url = form.action) => `typed:${form.dataset.keeps}:${new URL(url, location.href).pathname}`;

/* Watch over a form. Who saves it in place says so: saved(), then typing() if more was typed since;
   leaving() before it is sent without its submit. */
export function keeping(form) {
  let unsaved = "unsaved" in form.dataset;
  let timer;

  const put = (sent = false) => {
    clearTimeout(timer);
    storage((kept) => (kept[keyOf(form)] = JSON.stringify({ at: Date.now(), sent, typed: typed(form) })));
  };
  const leaving = () => {
    if (unsaved) put(true);
    unsaved = false;
  };

  tidy();
  if (unsaved) put();
  else for (const url of [form.action, form.dataset.began]) if (url) offer(form, keyOf(form, url));
  const typing = () => {
    unsaved = true;
    clearTimeout(timer);
    timer = setTimeout(put, PAUSE);
  };
  form.addEventListener("input", typing);
  form.addEventListener("submit", (event) => event.defaultPrevented || leaving());
  window.addEventListener("beforeunload", (event) => unsaved && event.preventDefault());
  window.addEventListener("pagehide", () => unsaved && put());

  return {
    leaving,
    typing,
    saved() {
      clearTimeout(timer);
      forget(keyOf(form));
      unsaved = false;
    },
  };
}

/* All that is typed and ticked, as [name, value]. */
function typed(form) {
  return [...new FormData(form)].filter(([name, value]) => name !== "csrf_token" && typeof value === "string");
}

/* Say that there is something, unless it was saved: then the form shows it, or the page tells of it. */
function offer(form, key) {
  const kept = read(key);
  if (!kept) return;
  const isTold = kept.sent && document.querySelector("main .notice[role=status]");
  if (isTold || says(kept.typed, kept.sent) === says(typed(form), kept.sent)) {
    forget(key);
    return;
  }
  // What a new piece was begun with has its own page.
  if (key !== keyOf(form)) return;
  const notice = document.querySelector("[data-typed]");
  const day = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  notice.querySelector("time").textContent = new Date(kept.at).toLocaleString(document.documentElement.lang, day);
  notice.hidden = false;
  notice.addEventListener("click", ({ target }) => {
    if (!target.matches("button")) return;
    notice.hidden = true;
    if ("take" in target.dataset) fill(form, kept.typed);
    else if (read(key)?.at === kept.at) forget(key);
    form.querySelector("textarea").focus();
  });
}

function says(pairs, wasSent) {
  const told = pairs.filter(([name]) => !(wasSent && OF_THE_ACT.has(name)));
  const plain = told.map(([name, value]) => [name, value.replace(/\r\n?/g, "\n").replace(/\s*,\s*/g, ", ").trim()]);
  return JSON.stringify(plain.filter(([, value]) => value));
}

function fill(form, pairs) {
  for (const field of form.elements) {
    const values = pairs.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "checkbox") field.checked = values.includes(field.value);
    else if (field.type === "radio") field.checked ||= values.includes(field.value);
    else if (values.length) [field.value] = values;
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

/* What nobody came back for in a fortnight goes. */
function tidy() {
  const ours = storage((kept) => Object.keys(kept).filter((key) => key.startsWith("typed:"))) ?? [];
  for (const key of ours) if (!(read(key)?.at > Date.now() - FORTNIGHT)) forget(key);
}

for (const form of document.querySelectorAll("form[data-keeps]:not([data-writing])")) {
  keeping(form);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    form.requestSubmit();
  });
}
