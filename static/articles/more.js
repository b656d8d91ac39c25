/* "Show more" in place: the next page of the feed is appended, nothing is shown twice, the
   address bar follows. Without this file the button is a link to that page. */

const PIECE = ".card :is(h2, h3) a";

document.addEventListener("click", (event) => {
  const more = event.target.closest("a[data-more]");
  const opensElsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (!more || event.button !== 0 || opensElsewhere) return;
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
  const first = append(feed, next, more);
  const further = next.querySelector("a[data-more]");
  more.ariaBusy = "false";
  if (further) more.href = further.href;
  if (feed.hasAttribute("data-moves-address")) history.replaceState(null, "", address);
  if (!first && further) return show(more);
  const status = feed.querySelector("[data-feed-status]");
  status.textContent = status.dataset.said;
  first?.focus({ preventScroll: true });
  if (!further) more.remove();
}

/* Put the next page's pieces and days before the button; return the first new link. */
function append(feed, next, more) {
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
    first ??= piece.querySelector(PIECE);
  }
  return first;
}

function lastDay(feed) {
  return [...feed.querySelectorAll("[data-day]")].at(-1)?.dataset.day;
}
