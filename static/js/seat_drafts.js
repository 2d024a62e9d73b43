// What is typed at a seat is kept on the phone, step by step: it comes back after a reload, and when the step has gone on
// meanwhile it is offered once more instead of being lost.
"use strict";

const SAVE_AFTER = 300;
const KEPT_FOR = 3 * 24 * 3600 * 1000;
const NOT_KEPT = ["key"];
const DRAFT = storeName("draft|");

let saving = 0;

const draftName = (form) => `${DRAFT}${stepOf(form)}|${form.id}`;
const stepOf = (form) => `${form.elements.exercise.value}.${form.elements.step.value}`;
const keptForms = () => Array.from(document.querySelectorAll("#task form[data-keep]"));

function saveDrafts() {
  clearTimeout(saving);
  saving = 0;
  for (const form of keptForms()) saveDraft(form);
}

function saveDraft(form) {
  const pairs = Array.from(new FormData(form)).filter(([name]) => !NOT_KEPT.includes(name));
  const words = pairs.filter(([name, value]) => isTyped(name) && value.trim()).map(([, value]) => value);
  const isSame = !Array.from(form.elements).some((control) => isTyped(control.name) && isChanged(control));
  if (isSame || !words.length || form.hasAttribute("aria-busy")) write(draftName(form), null);
  else write(draftName(form), { url: form.getAttribute("action"), pairs, words, at: Date.now(), step: stepOf(form) });
}

function isChanged(control) {
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.type === "hidden" || control.type === "submit") return false;
  if (control.options) return Array.from(control.options).some((one, n) => one.selected !== (one.defaultSelected || (!n && !control.querySelector("[selected]"))));
  return control.value !== control.defaultValue;
}

function restoreDrafts() {
  for (const form of keptForms()) {
    const draft = read(draftName(form));
    if (draft && !isRefused()) fill(form, draft.pairs);
  }
  offerLeftOver();
}

// What the server could not take stands in the form as it was sent.
const isRefused = () => Boolean(document.querySelector("#answer[role=alert]"));

// The number of the version it was begun from comes back too: whoever was quicker is seen, not overwritten.
function fill(form, pairs) {
  for (const control of form.elements) {
    const values = pairs.filter(([name]) => name === control.name).map(([, value]) => value);
    if (!values.length || NOT_KEPT.includes(control.name)) continue;
    if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
    else control.value = values[0];
    const more = control.closest("details");
    if (more && values[0]) more.open = true;
  }
}

function offerLeftOver() {
  const now = found("task").dataset.step;
  for (const [name, draft] of allDrafts()) {
    if (Date.now() - draft.at > KEPT_FOR) write(name, null);
    else if (draft.step !== now) return offer(name, draft);
  }
}

function allDrafts() {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(DRAFT));
    return names.map((name) => [name, read(name)]).filter(([, draft]) => draft);
  } catch (error) {
    return [];
  }
}

function offer(name, draft) {
  const drop = () => {
    write(name, null);
    offerLeftOver();
  };
  const send = () => {
    enqueue({ url: draft.url, pairs: [["key", newKey()], ...draft.pairs], at: Date.now() });
    drop();
  };
  const mayCome = /\/(add-card|sheet|reflect)$/.test(draft.url);
  leaveOver(said(draft.url ? "left" : "refused"), draft.words, [...(mayCome ? [[said("sendIt"), send]] : []), [said("dropIt"), drop]]);
}

document.addEventListener("input", (event) => {
  if (event.target.form && "keep" in event.target.form.dataset && !saving) saving = setTimeout(saveDrafts, SAVE_AFTER);
});
document.addEventListener("seat:sending", (event) => {
  if ("keep" in event.detail.dataset) write(draftName(event.detail), null);
});
document.addEventListener("seat:leaving", saveDrafts);
document.addEventListener("seat:task", restoreDrafts);
document.addEventListener("seat:refused", offerLeftOver);
window.addEventListener("pagehide", saveDrafts);
restoreDrafts();
