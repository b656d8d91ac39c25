// What happens to an ask: it comes into view, is followed, is closed. Told as a tally, of nobody.
import { asked, note, today } from "./memory.js";

const { seen, support, article } = document.querySelector("[data-asking]").dataset;

const tell = (what, of, first) => {
  const { prompt, variant } = of;
  navigator.sendBeacon?.(seen, JSON.stringify({ prompt, variant, what, first }));
};

// Counts what is asked here, once; nothing yet.
let count = () => {};

// Once the place has come into view it counts as an ask, and links to support say what asked.
// For a holdout, too, which is shown nothing: only so can the two be compared. Its variant is "held".
export const watch = (place, what, { prompt, variant }) => {
  const observer = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && count());
  count = () => {
    count = () => {};
    observer.disconnect();
    tell(what, { prompt, variant }, asked());
    const arm = what === "held" ? what : variant;
    for (const link of document.querySelectorAll(`a[href^="${support}"]`)) {
      const url = new URL(link.href);
      if (url.searchParams.has("prompt")) continue;
      for (const [name, slug] of Object.entries({ prompt, variant: arm, article }))
        if (slug) url.searchParams.set(name, slug);
      link.href = url;
    }
  };
  observer.observe(place);
};

// "Not now" and Escape put the ask away by `remove`; focus that was in it goes on to what follows.
// Whoever answers was asked, even if the browser has not yet said that the ask is in view.
export const listen = (ask, remove) => {
  const close = () => {
    count();
    note({ closed: today() });
    tell("closed", ask.dataset);
    const hadFocus = ask.contains(document.activeElement);
    let next = ask.closest("[data-place]") ?? ask;
    do next = next.nextElementSibling; while (next && !next.checkVisibility?.());
    remove();
    if (!hadFocus) return;
    next ??= document.querySelector("main");
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
  };
  const isBanner = ask.matches(".prompt-banner");
  (isBanner ? document : ask).addEventListener("keydown", (event) => {
    if (event.key === "Escape" && ask.isConnected && !event.defaultPrevented) close();
  });
  ask.querySelector("[data-ask-dismiss]")?.addEventListener("click", close);
  ask.addEventListener("click", ({ target }) => {
    count();
    if (target.closest(`a[href^="${support}"]`)) tell("clicked", ask.dataset);
  });
};
