/* "Show more" in place: the next page of the feed is appended, nothing is shown twice, the
   address bar follows, and who comes back from a piece is at that piece. Without this file the
   button is a link to that page. */

const PIECE = ".card :is(h2, h3) a";
const began = location.href;
const addresses = new WeakMap(); // of the pages that appended cards came from
let hasMoved = false;

document.addEventListener("click", (event) => {
  const opensElsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (event.button !== 0 || opensElsewhere) return;
  const more = event.target.closest("a[data-more]");
  if (!more) return leave(event);
  event.preventDefault();
  if (more.ariaBusy === "true") return;
  more.ariaBusy = "true";
  show(more).catch(() => location.assign(more.href));
});

async function show(more) {
  const address = more.href;
  const answer = await fetch(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.querySelector("[data-feed]");
  if (!answer.ok || !next) throw new Error(`no feed: ${answer.status}`);
  const feed = more.closest("[data-feed]");
  const first = append(feed, next, more, address);
  const further = next.querySelector("a[data-more]");
  more.ariaBusy = "false";
  if (further) more.href = further.href;
  if (feed.hasAttribute("data-moves-address")) {
    history.replaceState(null, "", address);
    hasMoved = true;
  }
  if (!first && further) return show(more);
  const status = feed.querySelector("[data-feed-status]");
  status.textContent = status.dataset.said;
  first?.focus({ preventScroll: true });
  if (!further) more.remove();
}

/* Put the next page's pieces and days before the button; return the first new link. */
function append(feed, next, more, address) {
  const here = new Set([location.pathname]);
  for (const link of document.querySelectorAll(PIECE)) here.add(link.pathname);
  let heading = null;
  let first = null;
  for (const part of next.children) {
    if (part.matches("[data-day]")) heading = part;
    if (!part.matches(".card")) continue;
    const link = part.querySelector(PIECE);
    if (here.has(link.pathname)) continue;
    if (heading && lastDay(feed) !== heading.dataset.day) more.before(heading.cloneNode(true));
    const piece = document.importNode(part, true);
    more.before(piece);
    addresses.set(piece, address);
    first ??= piece.querySelector(PIECE);
  }
  return first;
}

function lastDay(feed) {
  return [...feed.querySelectorAll("[data-day]")].at(-1)?.dataset.day;
}

/* Once the address has moved, leave behind that of the page which the piece is on: the browser
   would come back to the last one, where the piece is not. */
function leave({ target, detail }) {
  const link = target.closest("a[href]");
  const card = hasMoved && link?.closest(".card");
  if (!link) return;
  history.scrollRestoration = card ? "manual" : "auto";
  if (card) {
    const piece = card.querySelector(PIECE).pathname;
    history.replaceState({ piece, byKeyboard: !detail }, "", addresses.get(card) ?? began);
  } else if (history.state) history.replaceState(null, "");
}

function comeBack({ piece, byKeyboard }) {
  const link = [...document.querySelectorAll(PIECE)].find((a) => a.pathname === piece);
  link?.scrollIntoView({ block: "center" });
  if (byKeyboard) link?.focus({ preventScroll: true });
}

if (history.state?.piece) comeBack(history.state);
