// Keeps what the reader works with clear of a banner at the bottom of the window: the page gets
// room at its end, and what takes the focus is scrolled to above the banner.
export const keepClear = (banner) => {
  const { style } = document.documentElement;
  const sized = new ResizeObserver(() => style.setProperty("--covered", `${banner.offsetHeight}px`));
  const show = ({ target }) => {
    const over = target.getBoundingClientRect().bottom - banner.getBoundingClientRect().top;
    if (over > 0 && !banner.contains(target)) scrollBy(0, over + 8);
  };
  sized.observe(banner);
  document.addEventListener("focusin", show);
  return () => {
    sized.disconnect();
    document.removeEventListener("focusin", show);
    style.removeProperty("--covered");
  };
};
