// The desk: words that are selected stand in the field that withholds them; a part of a photograph is drawn on it.
"use strict";

function offerSelection(told, field) {
  const selected = getSelection();
  if (selected.isCollapsed || !told.contains(selected.getRangeAt(0).commonAncestorContainer)) return;
  const copy = selected.getRangeAt(0).cloneContents();
  copy.querySelectorAll(".hide").forEach((said) => said.remove());
  copy.querySelectorAll("br").forEach((line) => line.replaceWith(" "));
  const words = copy.textContent.replace(/\s+/g, " ").trim();
  if (!words || words.length > 300) return;
  field.value = words;
  field.closest("details").open = true;
}

function drawRegion(figure, form) {
  const frame = figure.querySelector("svg");
  const rect = frame.querySelector("rect");
  const picture = figure.querySelector("img");
  let start = null;

  function at(event) {
    const box = picture.getBoundingClientRect();
    const within = (value) => Math.round(Math.min(100, Math.max(0, value * 100)) * 10) / 10;
    return [within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)];
  }

  function show(here) {
    const sides = ["x", "y", "width", "height"];
    const low = [0, 1].map((axis) => Math.min(start[axis], here[axis]));
    const values = [...low, ...[0, 1].map((axis) => Math.abs(start[axis] - here[axis]))];
    frame.removeAttribute("hidden");
    sides.forEach((side, n) => {
      const value = String(Math.round(values[n] * 10) / 10);
      rect.setAttribute(side, `${value}%`);
      form.elements[side].value = value;
    });
    form.elements.area.value = "own";
  }

  figure.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    start = at(event);
    figure.setPointerCapture(event.pointerId);
  });
  figure.addEventListener("pointermove", (event) => { if (start) show(at(event)); });
  for (const end of ["pointerup", "pointercancel"]) figure.addEventListener(end, () => { start = null; });
}

// Each form of the page is sent by itself, and the page comes anew: what was typed in the others comes back with it.
function keepOthers(key) {
  const fields = () => [...document.querySelectorAll("textarea[id], input[type=text][id]")];
  const said = JSON.parse(sessionStorage.getItem(key) || "{}");
  sessionStorage.removeItem(key);
  for (const field of fields()) {
    if (!(field.id in said) || field.value !== field.defaultValue) continue;
    field.value = said[field.id];
    for (let part = field.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  }
  document.addEventListener("submit", (event) => {
    if (event.target.closest("#acts")) return;
    const others = fields().filter((field) => field.form !== event.target && field.value !== field.defaultValue);
    sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(others.map((field) => [field.id, field.value]))));
  });
}

const told = document.querySelector("[data-told]");
if (told) keepOthers(`desk:${location.pathname.split("/").slice(2, 5).join("/")}`);
const exact = document.getElementById("exact");
if (told && exact) {
  for (const kind of ["pointerup", "keyup"]) document.addEventListener(kind, () => offerSelection(told, exact));
}

const figure = document.querySelector("[data-region]");
if (figure) drawRegion(figure, document.getElementById("blur"));
