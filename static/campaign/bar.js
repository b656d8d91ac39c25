// Keeps every bar on the page true: one live stream while the page is seen, else the JSON.

const POLL = 15_000;
const TRY_STREAM_AFTER_POLLS = 4;
const DELTA = 2_400;

const bars = [...document.querySelectorAll("[data-bar]")];
const { live, json } = bars[0]?.dataset ?? {};
const format = new Intl.NumberFormat(document.documentElement.lang || "en");

let stream, timer;
let failures = 0;

function show(progress) {
  for (const bar of bars) {
    if (bar.dataset.live !== live || progress.version < Number(bar.dataset.version)) continue;
    const part = (name) => bar.querySelector(`[data-bar-${name}]`);
    const count = part("count");
    const text = format.format(progress.count);
    const more = progress.count - Number(count.textContent.replace(/\D/g, ""));
    bar.dataset.version = progress.version;
    bar.dataset.state = progress.state;
    if (count.textContent !== text) count.textContent = text;
    put(part("sentence"), progress.sentence);
    const fill = part("fill");
    fill.max = progress.goal;
    fill.value = Math.min(progress.count, progress.goal);
    const counted = part("asof");
    put(counted, progress.counted);
    if (bar.matches(".bar-band, .bar-line")) counted.hidden = !progress.is_stale;
    if (more > 0) greet(part("delta"), `+${format.format(more)}`);
  }
}

function put(element, text) {
  if (element && element.textContent.trim() !== text) element.textContent = text;
}

function greet(delta, text) {
  delta.textContent = text;
  clearTimeout(delta.timer);
  delta.timer = setTimeout(() => (delta.textContent = ""), DELTA);
}

function open() {
  if (stream || document.hidden) return;
  clearTimeout(timer);
  if (!window.EventSource) return poll(1);
  stream = new EventSource(live);
  stream.addEventListener("progress", (event) => {
    failures = 0;
    show(JSON.parse(event.data));
  });
  // The browser tries again by itself, unless it was told not to.
  stream.addEventListener("error", () => {
    failures += 1;
    if (stream?.readyState === EventSource.CLOSED || failures > 2) {
      close();
      poll(1);
    }
  });
}

function close() {
  stream?.close();
  stream = undefined;
  clearTimeout(timer);
}

async function poll(times) {
  try {
    const answer = await fetch(json);
    if (answer.ok) show(await answer.json());
  } catch {
    // The number on the page stays, with its time.
  }
  if (document.hidden || stream) return;
  const next = times < TRY_STREAM_AFTER_POLLS ? () => poll(times + 1) : open;
  timer = setTimeout(next, POLL);
}

function follow() {
  close();
  failures = 0;
  if (!document.hidden) open();
}

if (live) {
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => event.persisted && follow());
  open();
}
