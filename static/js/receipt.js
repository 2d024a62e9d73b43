// The receipt: copied, printed, carried from the QR's fragment into the field; and the draft it replaces is forgotten.
"use strict";

async function copy(button, place) {
  const code = document.getElementById(button.dataset.copy);
  place.textContent = "";
  try {
    await navigator.clipboard.writeText(code.textContent.trim().replace(/\s+/g, " "));
  } catch (error) {
    getSelection().selectAllChildren(code);
    if (!document.execCommand("copy")) return;
  }
  place.textContent = button.dataset.done;
}

function offerCopy(button) {
  const place = document.createElement("span");
  place.setAttribute("role", "status");
  button.after(" ", place);
  button.hidden = false;
  button.addEventListener("click", () => copy(button, place));
}

function forgetDraft(city) {
  const asked = indexedDB.open("storyhub", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("drafts");
  asked.onsuccess = () => {
    const store = asked.result.transaction("drafts", "readwrite").objectStore("drafts");
    store.delete(city);
    store.delete(`${city}/photos`);
  };
}

function takeFragment(field) {
  if (location.hash.length < 2) return;
  field.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname + location.search);
}

for (const place of document.querySelectorAll("[data-clear-draft]")) forgetDraft(place.dataset.clearDraft);

document.querySelectorAll("[data-copy]").forEach(offerCopy);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

const field = document.getElementById("receipt");
if (field) {
  takeFragment(field);
  window.addEventListener("hashchange", () => takeFragment(field));
}
