// Names the typed amount in the words before the button, and keeps tiles and typing in step.
const form = document.querySelector("[data-choose]");
const currency = form.dataset.currency;
const digits = new Intl.NumberFormat("en-US", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
const decimalComma = digits === 3 ? /^(\d+),(\d{1,3})$/ : /^(\d+),(\d{1,2})$/;

const shown = (typed) => {
  const text = typed.trim().replace(/[\s\u00a0\u202f]/g, "").replace(decimalComma, "$1.$2").replace(/,/g, "");
  const value = Number(text);
  if (!/^[\d.]+$/.test(text) || !(value > 0)) return "";
  const least = Number.isInteger(value) ? 0 : digits;
  return new Intl.NumberFormat("en-US", { style: "currency", currency, minimumFractionDigits: least }).format(value);
};

for (const part of form.querySelectorAll(".by-cadence")) {
  const cadence = part.dataset.for;
  const field = part.querySelector(".own-amount input");
  const tiles = [...part.querySelectorAll("[type=radio]")];
  const own = tiles.find((tile) => tile.value === "own");
  const places = [...form.querySelectorAll(`.say-${cadence}-own`)].map((place) => [place, place.textContent]);
  const say = () => {
    const amount = shown(field.value);
    for (const [place, unsaid] of places) {
      place.textContent = amount ? place.dataset.own.replace("{amount}", amount) : unsaid;
    }
  };
  field.addEventListener("input", () => {
    own.checked = true;
    say();
  });
  for (const tile of tiles) {
    tile.addEventListener("change", () => {
      if (tile === own) field.focus();
      else field.value = "";
      say();
    });
  }
  say();
}
