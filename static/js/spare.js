// Runs before first paint and marks the page, so that styles can hide the ask from members
// and from readers who said "Not now". Moments are stored as ISO 8601 text in UTC.
(() => {
  const page = document.documentElement;
  page.dataset.scripts = "";
  const lies_ahead = (name) => Date.parse(localStorage.getItem(name) ?? "") > Date.now();
  try {
    if (lies_ahead("member_until")) page.dataset.member = "";
    if (lies_ahead("spared_until")) page.dataset.spared = "";
  } catch {
    // Storage is closed to us: this reader sees the default ask.
  }
})();
