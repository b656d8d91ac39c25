// "Copy link": without this file the button stays hidden and the mail link does its work.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const status = button.parentElement.querySelector("[data-copied]");
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      status.textContent = button.dataset.said;
    } catch {
      status.textContent = button.dataset.failed;
    }
  });
}
