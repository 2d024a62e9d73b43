// The desk: asks once a second what is new and lays it into its regions piece by piece (see still.js); a region in which somebody
// types waits until they are done. Forms are sent without leaving the page; a press that found no network can be pressed again,
// for its key is the same.
"use strict";

const EVERY = 1000;
const PATIENCE = 10000;
const REST = 700;
const REGIONS = { "X-Regions": "1" };
const waiting = new Map();
const drawn = new Map();
let misses = 0;
let underway = null;
let pressed = null;
let restsUntil = 0;

const room = () => document.getElementById("room");

const isTicked = (field) => field.type === "checkbox" || field.type === "radio";

function isTouched(field) {
  if (field.type === "hidden" || field.type === "submit") return false;
  if (field.tagName === "SELECT" && !field.options.length) return false;
  if (field.tagName === "SELECT") {
    const usual = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(usual, 0);
  }
  if (isTicked(field)) return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

// A region waits while somebody types in it, and when what they typed would have no place in the next drawing.
function isBusy(region, next) {
  const at = document.activeElement;
  if (at && region.contains(at) && at.matches("input, select, textarea")) return true;
  const typed = fieldsIn(region).filter(isTouched);
  const names = new Set(typed.length ? fieldsIn(next).map(fieldName) : []);
  return typed.some((one) => !names.has(fieldName(one)));
}

// What had the focus, so that a keyboard stays where it was: by its id, by what its form says, or by its words, for people
// come and go between two drawings.
function nameOf(control) {
  const drawer = control.tagName === "SUMMARY" && control.parentElement.id;
  return drawer || JSON.stringify([control.tagName, control.value, control.form ? saidBy(control.form) : control.textContent]);
}

// A field is known by its id, or by what its form says; of those that are ticked, each by what it stands for.
function fieldName(field) {
  return field.id || JSON.stringify([saidBy(field.form), field.name, isTicked(field) ? field.value : ""]);
}

function fieldsIn(region) {
  return [...region.querySelectorAll("input, select, textarea")].filter((one) => one.form);
}

// What somebody typed or chose in a region stands in the next drawing of it too, and with it what they had seen when they did;
// not in the form that was sent.
const SEEN = ["seen", "revision"];

function keepTyped(region, next, sent) {
  const typed = new Map(fieldsIn(region).filter((one) => one.form !== sent && isTouched(one)).map((one) => [fieldName(one), one]));
  for (const field of typed.size ? fieldsIn(next) : []) {
    const was = typed.get(fieldName(field));
    if (!was) continue;
    if (isTicked(field)) field.checked = was.checked;
    else if (field.tagName !== "SELECT" || [...field.options].some((one) => one.value === was.value)) field.value = was.value;
    for (const name of SEEN) {
      if (was.form.elements[name]) field.form.elements[name]?.setAttribute("value", was.form.elements[name].value);
    }
  }
}

function focusIn(region) {
  const at = document.activeElement;
  if (!at || !region.contains(at)) return null;
  if (at.id) return (next) => next.querySelector(`#${CSS.escape(at.id)}`);
  const name = nameOf(at);
  return (next) => [...next.querySelectorAll("button, summary, a")].find((one) => nameOf(one) === name);
}

// What was pressed may be gone: the keyboard stands at the drawer that it lay in then, at the head of its region, or of the page.
function stand(region, again, drawer) {
  const open = drawer && region.querySelector(`#${CSS.escape(drawer)} > summary`);
  for (const place of [again, open, region.querySelector("h2"), document.getElementById("now-title")]) {
    if (!place) continue;
    if (place.matches("h2")) place.tabIndex = -1;
    place.focus({ preventScroll: place === again });
    if (document.activeElement === place) return;
  }
}

// Which drawers the server opened: what a person opened or closed since stays so, the others follow the room. A drawer is
// known by its name, for people come and go between two drawings.
function remember(region) {
  for (const one of region.querySelectorAll("details")) one.dataset.usual = String(one.open);
}

function drawers(region) {
  return new Map([...region.querySelectorAll("details")].map((one) => [one.id || one.querySelector("summary").textContent, one]));
}

// How the server drew a region, without the keys of its forms: who reads it is not sent back to its beginning for nothing.
const asDrawn = (region) => region.outerHTML.replace(/name="key" value="[^"]*"/g, "");

function put(next, sent = null) {
  const region = document.getElementById(next.id);
  if (!region) return;
  drawn.set(next.id, asDrawn(next));
  if (next.id === "r-now" && placeIn(region) !== undefined && placeIn(next) !== placeIn(region)) {
    restsUntil = performance.now() + REST;
    setTimeout(rest, REST + 1);
  }
  const focus = focusIn(region);
  const drawer = document.activeElement?.closest("details[id]")?.id;
  const were = drawers(region);
  remember(next);
  for (const [name, one] of drawers(next)) {
    const was = were.get(name);
    if (was && String(was.open) !== was.dataset.usual) one.open = was.open;
  }
  keepTyped(region, next, sent);
  sent?.reset();
  // What is refused is said anew, also in the same words.
  if (next.matches("[role=alert]")) region.replaceWith(next);
  else lay(region, next);
  rest();
  const here = document.getElementById(next.id);
  if (focus && !here.contains(document.activeElement)) stand(here, focus(here), drawer);
}

// Where the room has just moved, by whomever, a second tap was meant for the step before: what moves it rests for a moment.
const MOVES = ".act-next, .act-back, .room-turn .act";
const isResting = () => performance.now() < restsUntil;

// Where a region says that the room is, and which table comes next; undefined where nothing moves it.
function placeIn(region) {
  const said = [...region.querySelectorAll(`:is(${MOVES}) :is([name=seen], [name=group])`)].map((one) => one.value);
  return said.length ? said.join(" ") : undefined;
}

function rest() {
  for (const one of document.querySelectorAll(MOVES)) {
    if (isResting()) one.querySelector("button").setAttribute("aria-disabled", "true");
    else one.querySelector("button").removeAttribute("aria-disabled");
  }
}

function settle() {
  for (const [id, next] of waiting) {
    const region = document.getElementById(id);
    if (region && isBusy(region, next)) continue;
    waiting.delete(id);
    put(next);
  }
}

// A poll leaves alone what is as it was, and what was refused; the answer to a press comes with new keys for every form.
function isDrawn(next) {
  if (next.id === "r-problem") return document.getElementById(next.id).textContent.trim() !== room().dataset.lost;
  return !waiting.has(next.id) && drawn.get(next.id) === asDrawn(next);
}

function draw(text, sent = null, isRefused = false, done = "") {
  const page = new DOMParser().parseFromString(text, "text/html").getElementById("room");
  if (!page) return false;
  room().dataset.seen = page.dataset.seen;
  if (sent) for (const said of document.querySelectorAll("main > .notice.ok")) said.remove();
  const before = heads();
  const pressedIn = sent?.closest("[data-region]").id;
  for (const next of [...page.querySelectorAll("[data-region]")]) {
    if (!sent && isDrawn(next)) continue;
    waiting.delete(next.id);
    if (next.id === pressedIn) put(document.adoptNode(next), isRefused ? null : sent);
    else waiting.set(next.id, document.adoptNode(next));
  }
  settle();
  RoomClock.hearPage();
  tell(heads().filter((words) => !before.includes(words)).join(" ") || done);
  return true;
}

// Said aloud to who does not look: another step, and that something waits, else what was done. Nothing is said of what is only
// drawn again.
function heads() {
  return [...document.querySelectorAll("#now-title, #now-call, #r-waiting:not([hidden]) > h2")].map((one) => one.textContent);
}

function tell(words) {
  if (words) document.getElementById("r-news").textContent = words;
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
    const url = new URL(room().dataset.poll, location);
    url.searchParams.set("seen", room().dataset.seen);
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      const answer = await fetch(url, { cache: "no-store", signal });
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
  underway = form;
  button?.setAttribute("aria-disabled", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: REGIONS, signal: AbortSignal.timeout(PATIENCE) });
    const done = answer.status === 200 ? room().dataset.done.replace("{what}", button?.ariaLabel || button?.textContent || "") : "";
    if (answer.redirected || !draw(await answer.text(), form, answer.status === 422, done)) location.reload();
    if (answer.status !== 200) document.getElementById("r-problem").scrollIntoView({ block: "nearest" });
  } catch {
    say(room().dataset.lost);
  } finally {
    underway = null;
    button?.removeAttribute("aria-disabled");
    rest();
  }
  const after = pressed;
  pressed = null;
  if (after) send(...after);
}

document.addEventListener("submit", (event) => {
  if (!event.target.closest("#room")) return;
  event.preventDefault();
  if (isResting() && event.target.matches(MOVES)) return;
  // What is pressed while the press before is on its way goes out after it; the same button twice is one press.
  if (!underway) send(event.target, event.submitter);
  else if (event.target !== underway) pressed = [event.target, event.submitter];
});

for (const region of room().querySelectorAll("[data-region]")) drawn.set(region.id, asDrawn(region));
remember(room());
setTimeout(ask, EVERY);
