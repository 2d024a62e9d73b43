// A seat follows the room: it asks how far the room is, counts the seconds that the server says are left, and brings the new
// task when the step has changed. It stops asking while nobody looks and asks more rarely while nobody answers.
"use strict";

const LONGEST_HOLD = 30000;

let left = null;
let leftAt = 0;
let holdUntil = 0;
let unanswered = 0;
let fetching = false;
let hadFocus = false;
let shown = found("task").dataset.step;
const titleEnd = document.title.slice(found("room-title").textContent.length);

const room = () => found("room");
const task = () => found("task");

// performance.now() cannot be set: a phone whose clock is wrong by hours counts as well as any other.
function setClock(seconds) {
  left = seconds === "" || seconds === null || seconds === undefined ? null : Number(seconds);
  leftAt = performance.now();
  drawClock();
}

function drawClock() {
  const place = found("clock");
  if (!place || left === null || !("left" in place.dataset)) return;
  const now = Math.floor(left - (performance.now() - leftAt) / 1000);
  const text = now < 0 ? said("over", { time: minutes(-now) }) : minutes(now);
  place.classList.toggle("late", now < 0);
  if (place.textContent !== text) place.textContent = text;
}

const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function follow() {
  if (task().dataset.step !== room().dataset.step) return fetchTask();
  if (shown !== task().dataset.step) arrive();
  if (!("live" in task().dataset) || Number(task().dataset.seen) >= Number(room().dataset.seen)) return;
  if (isBusy()) showFresh();
  else fetchTask();
}

// Somebody writes or chooses here: nothing is exchanged under their fingers.
function isBusy() {
  const here = document.activeElement;
  const isTyping = here && task().contains(here) && /^(INPUT|TEXTAREA|SELECT)$/.test(here.tagName);
  return isTyping || Array.from(task().querySelectorAll("input, textarea, select")).some(isChanged);
}

function showFresh() {
  const place = found("fresh");
  if (!place || !place.hidden) return;
  place.querySelector("span").textContent = said("fresh");
  place.querySelector("a").textContent = said("show");
  place.hidden = false;
}

// Within a step only what is new is exchanged: who reads keeps their place.
async function fetchTask() {
  if (fetching) return;
  fetching = true;
  const swap = task().dataset.step === room().dataset.step ? "still" : "outerHTML";
  try {
    await htmx.ajax("GET", location.pathname, { source: "#task", target: "#task", swap });
  } finally {
    fetching = false;
  }
  if (shown !== task().dataset.step) arrive();
}

// A new step is said once: by the keyboard that comes to its title, or aloud to those whose keyboard stands elsewhere.
function arrive() {
  shown = task().dataset.step;
  const title = found("room-title");
  found("news").textContent = hadFocus ? "" : `${said("newStep")} ${title.textContent}`;
  document.title = title.textContent + titleEnd;
  window.scrollTo(0, 0);
  if (!hadFocus) return;
  hadFocus = false;
  title.focus();
}

function answered(request) {
  unanswered = 0;
  holdUntil = 0;
  found("connection").hidden = true;
  if (queue.length) flush();
  if (request.getResponseHeader("Seconds-Left") !== null) setClock(request.getResponseHeader("Seconds-Left"));
  follow();
}

function notAnswered() {
  unanswered += 1;
  holdUntil = performance.now() + Math.min(LONGEST_HOLD, 1000 * 2 ** unanswered) * (0.75 + Math.random() / 2);
  if (unanswered < 2) return;
  const place = found("connection");
  if (place.hidden) place.textContent = said("lost");
  place.hidden = false;
}

function wake() {
  if (document.hidden) return;
  holdUntil = 0;
  htmx.trigger(room(), "wake");
}

// Of a board that this phone shows it is brought the cards that are new, and a mark where each other one stays.
function fillIn(next) {
  for (const mark of next.querySelectorAll("[data-same]")) {
    const card = found(mark.id);
    if (!card) return false;
    mark.replaceWith(card.cloneNode(true));
  }
  return true;
}

htmx.defineExtension("still", {
  isInlineSwap: (style) => style === "still",
  handleSwap(style, target, fragment) {
    if (style !== "still") return false;
    const next = fragment.firstElementChild;
    if (fillIn(next)) lay(target, next);
    else target.dataset.misses = "";
    return [target];
  },
});

// A table of which this phone turned out not to show all is asked for whole.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.elt.id !== "room" || !("misses" in found("table").dataset)) return;
  detail.path = detail.path.replace(/seen=\d+/, "seen=0").replace(/&board=\w+/, "");
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.id === "room" && (document.hidden || performance.now() < holdUntil)) event.preventDefault();
});
document.addEventListener("htmx:afterRequest", (event) => {
  // Not `elt`: the room that asked is out of the page by now, and htmx tells whatever stood around it.
  const { requestConfig, xhr } = event.detail;
  if (requestConfig.elt.id !== "room") return;
  if (xhr.status >= 200 && xhr.status < 300) setTimeout(() => answered(xhr));
  else notAnswered();
});
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt.id === "task") document.dispatchEvent(new CustomEvent("seat:task"));
});
for (const kind of ["htmx:beforeSwap", "htmx:oobBeforeSwap"]) {
  document.addEventListener(kind, (event) => {
    if (event.detail.target.id === "task" && !isTheSame(event)) document.dispatchEvent(new CustomEvent("seat:leaving"));
  });
}

// A poll that was asked before the new task came another way brings it once more: not under the fingers.
function isTheSame(event) {
  const next = event.detail.fragment?.firstElementChild;
  if (next?.dataset.step !== task().dataset.step || !isBusy()) return false;
  event.detail.shouldSwap = false;
  return true;
}
document.addEventListener("seat:leaving", () => {
  hadFocus = task().contains(document.activeElement);
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("#fresh a")) return;
  event.preventDefault();
  fetchTask();
});
document.addEventListener("visibilitychange", wake);
window.addEventListener("online", wake);
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
setInterval(drawClock, 500);
if (found("clock")) setClock(found("clock").dataset.left);
