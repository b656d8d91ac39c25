// "Not now" spares this browser the ask for two weeks; Escape inside the ask says the same.
// Only the moment is remembered, only here. js/spare.js reads it before the next page is shown.
const TWO_WEEKS = 14 * 24 * 3600 * 1000;

for (const ask of document.querySelectorAll("[data-ask]")) {
  const spare = () => {
    try {
      localStorage.setItem("spared_until", new Date(Date.now() + TWO_WEEKS).toISOString());
    } catch {
      // Storage is closed to us: the ask goes for this page only.
    }
    const hadFocus = ask.contains(document.activeElement);
    document.documentElement.dataset.spared = "";
    let next = ask.nextElementSibling;
    while (next && !next.checkVisibility?.()) next = next.nextElementSibling;
    if (hadFocus && next) {
      next.tabIndex = -1;
      next.focus({ preventScroll: true });
    }
  };
  ask.querySelector("[data-ask-dismiss]")?.addEventListener("click", spare);
  ask.addEventListener("keydown", (event) => {
    if (event.key === "Escape") spare();
  });
}
