/* The picker of pictures, made quicker: a new one is taken in on the spot, the words offered with a
   picture are taken over where nothing was typed, and its line is put into the text. Without this
   file pictures are taken in on their own page. */

for (const picker of document.querySelectorAll("[data-picker]")) {
  const { form } = picker;
  const said = picker.querySelector("[data-said-new]");
  const file = picker.querySelector("input[type=file]");
  const words = {
    alt: form.elements.picture_alt ?? form.elements.portrait_alt,
    credit: form.elements.picture_credit,
  };
  const offered = { alt: "", credit: "" };
  const chosen = () => picker.querySelector("input[type=radio]:checked");

  picker.querySelector("[data-new]").hidden = false;
  takeNote(chosen());
  file.addEventListener("change", upload);
  picker.querySelector("[data-put]")?.addEventListener("click", putIntoText);
  picker.addEventListener("change", (event) => {
    if (event.target.type === "radio") offer(event.target);
  });

  /* What stands in the fields because of a picture may be replaced by the next one's words. */
  function takeNote(radio) {
    for (const name of Object.keys(offered)) {
      const isOffered = words[name]?.value === (radio?.dataset[name] ?? "");
      offered[name] = isOffered ? words[name].value : "";
    }
  }

  function offer(radio) {
    for (const [name, field] of Object.entries(words)) {
      if (!field || (field.value && field.value !== offered[name])) continue;
      field.value = radio.dataset[name] ?? "";
      offered[name] = field.value;
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async function upload() {
    if (!file.files.length) return;
    const sent = new FormData();
    sent.append("csrf_token", form.elements.csrf_token?.value ?? "");
    sent.append("picture", file.files[0]);
    said.textContent = said.dataset.busy;
    file.disabled = true;
    try {
      const asked = { method: "POST", body: sent, headers: { Accept: "application/json" } };
      const answer = await fetch(picker.dataset.upload, asked);
      const { pictures, errors } = await answer.json();
      if (pictures.length) choose(pictures[0]);
      said.textContent = errors.join(" ") || said.dataset.done;
    } catch {
      said.textContent = picker.dataset.away;
    }
    file.value = "";
    file.disabled = false;
  }

  function choose(picture) {
    const known = picker.querySelector(`input[type=radio][value="${picture.id}"]`);
    const radio = known ?? add(picture);
    radio.checked = true;
    offer(radio);
  }

  function add(picture) {
    const label = document.createElement("label");
    const radio = Object.assign(document.createElement("input"), {
      type: "radio", name: "picture_id", value: picture.id,
    });
    Object.assign(radio.dataset, { alt: picture.alt, credit: picture.credit, line: picture.markdown });
    const image = Object.assign(new Image(150, 100), { src: picture.small, alt: picture.alt });
    label.append(radio, " ", image);
    picker.querySelector("[data-chosen]").append(label);
    return radio;
  }

  function putIntoText() {
    const { line } = chosen()?.dataset ?? {};
    if (!line) {
      said.textContent = said.dataset.none;
      return;
    }
    const text = form.elements.body_markdown;
    const shows = words.alt.value.replace(/[[\]\\\n]/g, " ").trim();
    const named = shows ? line.replace(/^!\[.*?\]/, () => `![${shows}]`) : line;
    const before = text.value.slice(0, text.selectionEnd).replace(/\n*$/, "");
    const after = text.value.slice(text.selectionEnd).replace(/^\n*/, "");
    text.value = [before, named, after].filter(Boolean).join("\n\n");
    form.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  }
}
