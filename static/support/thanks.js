// Lets this browser remember until when its reader is a member, that they are one no more, or that
// they gave, so that it is asked no more, or as who it is. Nothing leaves the browser.
import { note, today } from "../prompts/memory.js";

// A membership that renews: only who signs in here can be told later whether it did. Others are
// spared for a year, as after a donation, and not taken for somebody who left.
const YEAR = 365 * 864e5;

const { memberUntil, renews, ended } = document.querySelector("[data-member-until], [data-ended]")?.dataset ?? {};
try {
  if (memberUntil) {
    const least = renews === undefined ? 0 : Date.now() + YEAR;
    const until = Math.max(Date.parse(memberUntil), least);
    localStorage.member_until = new Date(until).toISOString();
    document.documentElement.dataset.member = "";
  } else if (ended) {
    localStorage.member_until = new Date(ended).toISOString();
  }
} catch {
  // Storage is closed to us: this browser goes on seeing the ask.
}
if (document.querySelector("[data-gave]")) note({ gave: today() });
