// A draft that is saved while one types: says when it could not be, tries again, and does not let go of unsaved words.
"use strict";

const form = document.getElementById("entry");
const warning = document.getElementById("unsaved");
let dirty = false;

function isSaving(event) {
  return event.detail.elt === form;
}

function warn(event) {
  if (isSaving(event)) warning.hidden = false;
}

form.addEventListener("input", () => {
  dirty = true;
});
form.addEventListener("submit", () => {
  dirty = false;
});

// What is typed while an answer is on its way is sent with the next one: until then it counts as unsaved.
form.addEventListener("htmx:beforeRequest", (event) => {
  if (isSaving(event)) dirty = false;
});
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  form.addEventListener(name, (event) => {
    dirty = dirty || isSaving(event);
    warn(event);
  });
}
form.addEventListener("htmx:beforeOnLoad", (event) => {
  if (!isSaving(event)) return;
  const asksToSignIn = event.detail.xhr.getResponseHeader("HX-Redirect");
  if (asksToSignIn) {
    // Going there now would lose the last words.
    event.preventDefault();
    dirty = true;
    warning.hidden = false;
  } else if (event.detail.xhr.status < 300) {
    warning.hidden = true;
  }
});

window.addEventListener("online", () => {
  if (dirty) form.dispatchEvent(new Event("input"));
});
window.addEventListener("beforeunload", (event) => {
  if (dirty) event.preventDefault();
});
