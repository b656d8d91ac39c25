// Runs before first paint and marks the page, so that styles can hide the default ask from
// members and from readers who are to be left alone: who said "Not now" in the last 14 days, gave
// in the last 365, asked to be reminded, was asked four times in 30 days, or, where counting was
// allowed, opens one of their first two articles. prompts/memory.js writes what is read here.
(() => {
  const page = document.documentElement;
  page.dataset.scripts = "";
  try {
    if (Date.parse(localStorage.member_until) > Date.now()) page.dataset.member = "";
    // What lies ahead was written while the clock was wrong, or beyond the date line.
    const within = (day, days, age = Date.now() - Date.parse(day)) => age > -1728e5 && age < days * 864e5;
    const { asked, closed, gave, reminded } = JSON.parse(localStorage.asks ?? "{}");
    const often = [asked ?? []].flat().filter((day) => within(day, 30)).length > 3;
    if (within(closed, 14) || within(gave, 365) || Date.parse(reminded) > Date.now() || often
      || JSON.parse(localStorage.reading ?? "{}").articles < 2) page.dataset.spared = "";
  } catch {
    // Storage is closed to us, or holds what we never wrote: this reader sees the default ask.
  }
})();
