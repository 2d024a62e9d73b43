// The keyboard stays where it was when the task is exchanged: on the same control, or where the task begins when that has gone.
// What the task says of itself and did not say before is said aloud, once, to whoever did something; not what others brought.
"use strict";

let before = null;

const drawers = () => Array.from(document.querySelectorAll("#task details"));
const drawerName = (one) => one.id || one.querySelector("summary").textContent;
const choiceOf = (control) => (/^(radio|checkbox|submit)$/.test(control.type) ? control.value : "");

const sayings = (others = "") => Array.from(document.querySelectorAll(`#task [data-say]${others}`));
const wordsOf = (one) => one.innerText.replace(/\s+/g, " ").trim();

// Words of a card are said in their own language.
function spoken(one) {
  return one.lang ? Object.assign(document.createElement("span"), { lang: one.lang, textContent: wordsOf(one) }) : wordsOf(one);
}

function markOf(control) {
  const { tagName, id, form, name } = control;
  return tagName === "A" ? "" : id || JSON.stringify([tagName, form ? [form.id, name, choiceOf(control)] : control.textContent]);
}

function remember() {
  const here = document.activeElement;
  before = {
    step: found("task").dataset.step,
    opened: drawers().filter((one) => one.open).map(drawerName),
    said: fetching ? null : sayings(":not(#answer)").map(wordsOf),
    isHere: found("task").contains(here),
    mark: markOf(here),
    caret: here.selectionEnd,
  };
}

function stay() {
  const was = before;
  before = null;
  if (!was || was.step !== found("task").dataset.step) return;
  for (const one of drawers()) one.open ||= was.opened.includes(drawerName(one));
  const refusal = document.querySelector("#answer[role=alert]");
  const fresh = was.said ? sayings().filter((one) => !was.said.includes(wordsOf(one))) : [];
  if (refusal) return refusal.focus();
  if (fresh.length) found("news").replaceChildren(...fresh.flatMap((one) => [spoken(one), " "]));
  if (was.isHere && !goBackTo(was)) rest();
}

// A button that cannot be pressed any more hands over to the one beside it.
function goBackTo(was) {
  const controls = Array.from(found("task").querySelectorAll("input, select, textarea, button, summary"));
  const same = was.mark && controls.find((one) => markOf(one) === was.mark);
  const place = same && same.disabled ? same.parentElement.querySelector("button:enabled") : same;
  if (!place) return false;
  place.focus({ preventScroll: true });
  if (Number.isInteger(was.caret) && Number.isInteger(place.selectionEnd)) place.setSelectionRange(was.caret, was.caret);
  return place === document.activeElement;
}

function rest() {
  const task = found("task");
  task.tabIndex = -1;
  task.focus({ preventScroll: true });
  if (task.getBoundingClientRect().top < 0) task.scrollIntoView();
}

document.addEventListener("seat:leaving", remember);
document.addEventListener("seat:task", stay);
