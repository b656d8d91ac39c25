// Shows what this browser remembers, and lets its reader allow counting, stop it and erase.
import { allow, forget, recall } from "./memory.js";

const place = document.querySelector("[data-memory]");
const part = (name) => place.querySelector(`[data-memory-${name}]`);
const words = JSON.parse(part("list").dataset.words);
const { lang } = document.documentElement;
const days = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { dateStyle: "long" });
const day = (text) => days.format(new Date(text));

const shown = {
  asked: (all) => [all].flat().map(day).join("; "),
  closed: day,
  gave: day,
  reminded: day,
  member_until: day,
  articles: String,
  bucket: String,
};

function show() {
  const memory = recall();
  const known = Object.keys(shown).filter((name) => memory[name] !== undefined);
  part("list").replaceChildren(...known.flatMap((name) => {
    const [term, fact] = ["dt", "dd"].map((tag) => document.createElement(tag));
    term.textContent = words[name];
    try {
      fact.textContent = shown[name](memory[name]);
    } catch {
      fact.textContent = memory[name];
    }
    return [term, fact];
  }));
  if (!known.length) {
    const fact = document.createElement("dd");
    const term = document.createElement("dt");
    fact.textContent = words.nothing;
    part("list").replaceChildren(term, fact);
  }
  part("switches").hidden = false;
  part("allow").hidden = memory.bucket !== undefined;
  part("forbid").hidden = memory.bucket === undefined;
  part("forget").hidden = !known.length;
}

const does = {
  allow: [allow, "allowed"],
  forbid: [() => forget("reading"), "forbidden"],
  forget: [() => forget("reading", "asks", "member_until"), "forgotten"],
};
for (const [name, [act, said]] of Object.entries(does)) {
  part(name).addEventListener("click", () => {
    act();
    show();
    part("said").textContent = part("said").dataset[said];
    // The button is gone: who pressed it by keyboard goes on at what it did.
    part("said").tabIndex = -1;
    part("said").focus();
  });
}
show();
