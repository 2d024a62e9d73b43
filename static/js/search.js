// Suggestions under a search field, by the pattern of a combobox with a listbox: arrow keys choose, Enter follows,
// Escape closes. htmx fetches them; without this script or htmx the field is the search field it was.
"use strict";

const list = () => document.getElementById("suggestions");
const options = () => [...list().querySelectorAll("[role=option]")];
const isField = (thing) => thing instanceof Element && thing.matches("[data-suggest]");

function prepare() {
  const field = document.querySelector("[data-suggest]");
  if (!field) return;
  // A search field may not be a combobox; a text field may, and a phone still shows its key for searching.
  field.type = "text";
  field.enterKeyHint = "search";
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
}

function show(field) {
  const found = options();
  for (const one of found) one.tabIndex = -1;
  field.setAttribute("aria-expanded", String(found.length > 0));
  field.removeAttribute("aria-activedescendant");
  if (found.length) field.setAttribute("aria-controls", "suggested");
  else field.removeAttribute("aria-controls");
  document.getElementById("suggestions-said").textContent = found.length ? list().dataset.said : "";
}

function close(field) {
  if (!list().hasChildNodes()) return;
  list().replaceChildren();
  show(field);
}

function choose(field, step) {
  const found = options();
  if (!found.length) return;
  const at = found.findIndex((one) => one.ariaSelected === "true");
  const next = at < 0 && step < 0 ? found.length - 1 : (at + step + found.length) % found.length;
  for (const [place, one] of found.entries()) one.ariaSelected = String(place === next);
  field.setAttribute("aria-activedescendant", found[next].id);
  found[next].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!isField(field) || event.isComposing) return;
  const chosen = list().querySelector("[aria-selected=true]");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!list().hasChildNodes()) return;
    event.preventDefault();
    choose(field, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && chosen) {
    event.preventDefault();
    chosen.click();
  } else if (event.key === "Escape" && list().hasChildNodes()) {
    event.preventDefault();
    close(field);
  }
});

// Some browsers give a link no focus when it is clicked: the field keeps it, so that the list stands until the click.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest?.("#suggestions")) event.preventDefault();
});

document.addEventListener("focusout", (event) => {
  if (isField(event.target)) close(event.target);
});

// The ways to narrow the list stay open on a phone, for the next choice.
let wasNarrowing = false;

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.id === "results") wasNarrowing = Boolean(document.getElementById("narrow")?.open);
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "results") {
    prepare();
    const narrow = document.getElementById("narrow");
    if (narrow && wasNarrowing) narrow.open = true;
  }
  if (event.target.id !== "suggestions") return;
  const field = document.querySelector("[data-suggest]");
  // An answer that comes after somebody went on is not wanted any more.
  if (document.activeElement === field) show(field);
  else close(field);
});

prepare();
