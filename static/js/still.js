// What a poll brings is laid into the page piece by piece: what stays as it was stays the same node and is never moved, so that
// a screen reader, a selection and the scroll keep their place. A piece is known by its id, or by the card, zone or board that it
// is; a form by what it says, a button or an option by its value, an item of a list by what stands in it; any other by its kind
// and order.
"use strict";

const isPiece = (node) => node.nodeType === Node.ELEMENT_NODE;
const isTwin = (one, other) => one.nodeName === other.nodeName && keyOf(one) === keyOf(other);

// What a form says each time it is drawn, so that a button is never another one under the fingers.
const FLEETING = new Set(["csrf_token", "key", "seen", "revision"]);

function saidBy(form) {
  return [...form.elements].filter((one) => one.type === "hidden" && !FLEETING.has(one.name)).map((one) => [one.name, one.value]);
}

function keyOf(node) {
  if (!isPiece(node)) return "";
  const { card, zone, board } = node.dataset;
  const known = node.id || card || zone || board;
  if (known) return known;
  if (node.matches("form")) return JSON.stringify(saidBy(node));
  if (node.matches("button, option")) return node.value;
  return node.matches("li") && node.firstElementChild ? keyOf(node.firstElementChild) : "";
}

function lay(was, next) {
  if (was.isEqualNode(next)) return;
  if (!isPiece(was)) was.data = next.data;
  else if (was.matches("input, select, textarea")) was.replaceWith(next);
  else {
    layAttributes(was, next);
    layChildren(was, [...next.childNodes]);
  }
}

// What a person opened stays open, also when the page does not say how it drew it; and where the keyboard was put, it stands.
const OURS = new Set(["open", "tabindex"]);

function layAttributes(was, next) {
  if (was.matches("details") && ("usual" in was.dataset ? String(was.open) === was.dataset.usual : next.open)) was.open = next.open;
  for (const { name } of [...was.attributes]) if (!OURS.has(name) && !next.hasAttribute(name)) was.removeAttribute(name);
  for (const { name, value } of next.attributes) if (name !== "open" && was.getAttribute(name) !== value) was.setAttribute(name, value);
}

function layChildren(was, coming) {
  let at = was.firstChild;
  while (at || coming.length) {
    const after = at?.nextSibling;
    if (at && coming.length && isTwin(at, coming[0])) lay(at, coming.shift());
    else if (at && isGone(at, coming)) at.remove();
    else {
      was.insertBefore(coming.shift(), at);
      continue;
    }
    at = after;
  }
}

// When the order is another, whatever is nearer stays. What stands between pieces keeps nothing in its place.
function isGone(at, coming) {
  if (!coming.length || !isPiece(at)) return true;
  if (!isPiece(coming[0])) return false;
  const wanted = coming.findIndex((one) => isTwin(at, one));
  let ahead = 0;
  let twin = at;
  for (; twin && !isTwin(twin, coming[0]); ahead += 1) twin = twin.nextSibling;
  return wanted < 0 || (twin !== null && ahead <= wanted);
}
