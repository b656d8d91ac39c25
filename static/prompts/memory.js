// What this browser remembers of asks, in three places of its own storage and nowhere else:
// `asks`: the days of asks, and what the reader did; `reading`: a bucket (0-999) and a count of
// articles, only where that was allowed; `member_until`: written by the thanks page.
const MOST = 60;

export const today = () => new Date().toISOString().slice(0, 10);

const stored = (name) => {
  try {
    const value = JSON.parse(localStorage[name] ?? "{}");
    return value && typeof value === "object" ? value : {};
  } catch {
    return {};
  }
};

const store = (name, value) => {
  try {
    localStorage[name] = JSON.stringify(value);
  } catch {
    // Storage is closed to us: nothing is remembered.
  }
};

// All of it, as it is sent along when a page asks which prompt fits; and which day it is here.
export const recall = () => {
  const { bucket, articles } = stored("reading");
  let member_until;
  try {
    ({ member_until } = localStorage);
  } catch {
    // The same.
  }
  return { ...stored("asks"), bucket, articles, member_until, today: today() };
};

// Add what the reader did: {closed}, {gave}, {reminded}; a day each.
export const note = (act) => store("asks", { ...stored("asks"), ...act });

// One ask more, today; true when it is the day's first.
export const asked = () => {
  const days = [stored("asks").asked ?? []].flat();
  note({ asked: [...days, today()].slice(-MOST) });
  return !days.includes(today());
};

// One article more, where counting was allowed.
export const read = () => {
  const { bucket, articles } = stored("reading");
  if (bucket !== undefined) store("reading", { bucket, articles: (articles | 0) + 1 });
};

export const allow = () => {
  if (stored("reading").bucket !== undefined) return;
  store("reading", { bucket: crypto.getRandomValues(new Uint32Array(1))[0] % 1000, articles: 0 });
};

// Erase `reading`, or everything.
export const forget = (...names) => {
  try {
    for (const name of names) localStorage.removeItem(name);
  } catch {
    // There is nothing to erase.
  }
};
