// The desk: asks once a second what is new and draws regions again; a region in which somebody types waits until they are
// done. Forms are sent without leaving the page; a press that found no network can be pressed again, for its key is the same.
"use strict";

const EVERY = 1000;
const PATIENCE = 10000;
const REGIONS = { "X-Regions": "1" };
const waiting = new Map();
let misses = 0;
let underway = null;
let pressed = null;

const room = () => document.getElementById("room");

function isTouched(field) {
  if (field.type === "hidden" || field.type === "submit") return false;
  if (field.tagName === "SELECT" && !field.options.length) return false;
  if (field.tagName === "SELECT") {
    const usual = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(usual, 0);
  }
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

function isBusy(region) {
  const at = document.activeElement;
  const isTyping = at && region.contains(at) && at.matches("input, select, textarea");
  return isTyping || [...region.querySelectorAll("input, select, textarea")].some(isTouched);
}

// What had the focus, so that a keyboard stays where it was: by its id, by what its form says, or by its words, for people
// come and go between two drawings.
const FLEETING = new Set(["csrf_token", "key", "seen", "revision"]);

function nameOf(control) {
  const drawer = control.tagName === "SUMMARY" && control.parentElement.id;
  const said = control.form && [...new FormData(control.form)].filter(([field]) => !FLEETING.has(field));
  return drawer || JSON.stringify([control.tagName, control.value, said || control.textContent]);
}

function focusIn(region) {
  const at = document.activeElement;
  if (!at || !region.contains(at)) return null;
  if (at.id) return (next) => next.querySelector(`#${CSS.escape(at.id)}`);
  const name = nameOf(at);
  return (next) => [...next.querySelectorAll("button, summary, a")].find((one) => nameOf(one) === name);
}

// Which drawers the server opened: what a person opened or closed since stays so, the others follow the room. A drawer is
// known by its name, for people come and go between two drawings.
function remember(region) {
  for (const one of region.querySelectorAll("details")) one.dataset.usual = String(one.open);
}

function drawers(region) {
  return new Map([...region.querySelectorAll("details")].map((one) => [one.id || one.querySelector("summary").textContent, one]));
}

function put(next) {
  const region = document.getElementById(next.id);
  if (!region) return;
  const focus = focusIn(region);
  const were = drawers(region);
  remember(next);
  for (const [name, one] of drawers(next)) {
    const was = were.get(name);
    if (was && String(was.open) !== was.dataset.usual) one.open = was.open;
  }
  region.replaceWith(next);
  focus?.(next)?.focus({ preventScroll: true });
}

function settle() {
  for (const [id, next] of waiting) {
    const region = document.getElementById(id);
    if (region && isBusy(region)) continue;
    waiting.delete(id);
    put(next);
  }
}

function draw(text, sent = null) {
  const page = new DOMParser().parseFromString(text, "text/html").getElementById("room");
  if (!page) return false;
  room().dataset.seen = page.dataset.seen;
  for (const next of [...page.querySelectorAll("[data-region]")]) {
    waiting.delete(next.id);
    if (next.id === sent) put(document.adoptNode(next));
    else waiting.set(next.id, document.adoptNode(next));
  }
  settle();
  RoomClock.hearPage();
  return true;
}

function say(words) {
  const box = document.getElementById("r-problem");
  const line = document.createElement("p");
  line.className = "notice warn";
  line.textContent = words;
  box.replaceChildren(...(words ? [line] : []));
}

function note(missed) {
  const was = misses;
  misses = missed ? misses + 1 : 0;
  if (misses === 2) say(room().dataset.lost);
  if (was >= 2 && !misses) say("");
}

async function ask() {
  settle();
  if (!underway && !document.hidden) {
    const { poll, seen } = room().dataset;
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      const answer = await fetch(`${poll}?seen=${encodeURIComponent(seen)}`, { cache: "no-store", signal });
      if (answer.redirected) location.reload();
      else if (answer.status === 204) RoomClock.hear(answer.headers.get("Seconds-Left"));
      else if (answer.status !== 200 || (!underway && !draw(await answer.text()))) throw new Error(String(answer.status));
      note(false);
    } catch {
      note(true);
    }
  }
  setTimeout(ask, EVERY);
}

async function send(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  const region = form.closest("[data-region]").id;
  underway = form;
  button?.setAttribute("aria-disabled", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: REGIONS, signal: AbortSignal.timeout(PATIENCE) });
    if (answer.redirected || !draw(await answer.text(), answer.status === 422 ? null : region)) location.reload();
    if (answer.status !== 200) document.getElementById("r-problem").scrollIntoView({ block: "nearest" });
  } catch {
    say(room().dataset.lost);
    button?.removeAttribute("aria-disabled");
  } finally {
    underway = null;
  }
  const after = pressed;
  pressed = null;
  if (after) send(...after);
}

document.addEventListener("submit", (event) => {
  if (!event.target.closest("#room")) return;
  event.preventDefault();
  // What is pressed while the press before is on its way goes out after it; the same button twice is one press.
  if (!underway) send(event.target, event.submitter);
  else if (event.target !== underway) pressed = [event.target, event.submitter];
});

remember(room());
setTimeout(ask, EVERY);
