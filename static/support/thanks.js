// Lets this browser remember until when its reader is a member, or that they gave, so that it is
// asked no more. Nothing leaves the browser.
import { note, today } from "../prompts/memory.js";

const until = document.querySelector("[data-member-until]")?.dataset.memberUntil;
if (until) {
  try {
    localStorage.setItem("member_until", new Date(until).toISOString());
    document.documentElement.dataset.member = "";
  } catch {
    // Storage is closed to us: this browser goes on seeing the ask.
  }
}
if (document.querySelector("[data-gave]")) note({ gave: today() });
