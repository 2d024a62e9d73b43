// What a seat sends: written down on the phone first, sent in order, again and again until the server has answered once.
// The key of a command is made here, so that the server knows it again. Without this script the same forms go by themselves.
"use strict";

const SILENCE = 15000;
const LONGEST_WAIT = 30000;
const SHOWN_AFTER = 1500;
const TICK_FOR = 4000;
const MOST_TRIES = 8;

const found = (id) => document.getElementById(id);
const seat = found("seat");
const said = (name, values = {}) => (seat.dataset[name] || "").replace(/\{(\w+)\}/g, (_, key) => values[key]);
const storeName = (part) => `storyhub-seat-${seat.dataset.code}-${seat.dataset.number}-${part}`;

let queue = read(storeName("outbox")) || [];
let isSending = false;
let failures = 0;
let retrying = 0;
let wasWaiting = false;

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch (error) {
    return null;
  }
}

function write(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
  } catch (error) {
    // A phone without room keeps it for as long as the page is open.
  }
}

// crypto.randomUUID is missing where a hall's server has no certificate.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
}

function put(form, button) {
  const pairs = Array.from(new FormData(form)).filter(([name]) => name !== "key");
  if (button && button.name) pairs.push([button.name, button.value]);
  enqueue({ url: form.getAttribute("action"), pairs: [["key", newKey()], ...pairs], at: Date.now() });
}

function enqueue(entry) {
  queue.push(entry);
  write(storeName("outbox"), queue);
  flush();
}

async function flush() {
  clearTimeout(retrying);
  if (isSending) return;
  isSending = true;
  const slow = setTimeout(showWaiting, SHOWN_AFTER);
  while (queue.length) {
    const answer = await post(queue[0]);
    if (!answer) break;
    failures = 0;
    const entry = queue.shift();
    write(storeName("outbox"), queue);
    await take(answer, entry);
  }
  clearTimeout(slow);
  isSending = false;
  if (queue.length) retryLater();
  else showSent();
}

// An answer of the server, or nothing when there was none or it could not keep anything.
async function post(entry) {
  const stop = new AbortController();
  const silence = setTimeout(() => stop.abort(), SILENCE);
  try {
    const body = new URLSearchParams(entry.pairs);
    const headers = { "HX-Request": "true", "HX-Target": "task" };
    const answer = await fetch(entry.url, { method: "POST", body, headers, signal: stop.signal, redirect: "manual" });
    entry.tries = (entry.tries || 0) + 1;
    if (answer.status === 429 || (answer.status >= 500 && entry.tries < MOST_TRIES)) return null;
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  } catch (error) {
    return null;
  } finally {
    clearTimeout(silence);
  }
}

async function take(answer, entry) {
  const refresh = answer.headers.get("HX-Refresh");
  const next = answer.headers.get("HX-Redirect");
  const task = new DOMParser().parseFromString(answer.text, "text/html").getElementById("task");
  if (answer.status >= 400 && (wasWaiting || !task)) showRefused(entry);
  if (next) location.assign(next);
  else if (refresh) location.reload();
  else if (task && !queue.length) swapTask(task);
  else document.querySelectorAll("form[aria-busy]").forEach(release);
}

function swapTask(task) {
  document.dispatchEvent(new CustomEvent("seat:leaving"));
  found("task").replaceWith(task);
  htmx.process(task);
  document.dispatchEvent(new CustomEvent("seat:task"));
}

function retryLater() {
  for (const form of document.querySelectorAll("form[aria-busy]")) release(form);
  showWaiting();
  failures += 1;
  const wait = Math.min(LONGEST_WAIT, 1000 * 2 ** failures) * (0.75 + Math.random() / 2);
  retrying = setTimeout(flush, wait);
}

// What waits is safe: the form of a card is empty again for the next one.
function release(form) {
  form.removeAttribute("aria-busy");
  if (form.id === "add-card") form.reset();
}

function showWaiting() {
  if (!queue.length) return;
  wasWaiting = true;
  say(said("waiting", { n: queue.length }));
}

function showSent() {
  if (!wasWaiting) return;
  wasWaiting = false;
  say(said("sent"));
  setTimeout(() => queue.length || say(""), TICK_FOR);
}

function say(text) {
  const place = found("outbox");
  if (place.textContent !== text) place.textContent = text;
  place.hidden = !text;
}

// It was typed before the connection went, and the room has gone on since: the words stay in sight.
function showRefused(entry) {
  const words = entry.pairs.filter(([name, value]) => isTyped(name) && value.trim()).map(([, value]) => value);
  if (!words.length) return;
  write(storeName(`draft|refused|${entry.at}`), { url: "", pairs: [], words, at: entry.at, step: "refused" });
  document.dispatchEvent(new CustomEvent("seat:refused"));
}

const isTyped = (name) => /^(field-|answer-|name$|reason$|note$)/.test(name);

function leaveOver(title, words, buttons) {
  const place = found("left-over");
  const head = document.createElement("b");
  head.textContent = title;
  place.replaceChildren(head, ...words.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
  const row = document.createElement("p");
  for (const [text, act] of buttons) row.append(leftButton(text, act, place));
  place.append(row);
  place.hidden = false;
}

function leftButton(text, act, place) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  button.className = "button quiet";
  button.addEventListener("click", () => {
    place.hidden = true;
    rest();
    act();
  });
  return button;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("send" in form.dataset)) return;
  event.preventDefault();
  if (form.hasAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  document.dispatchEvent(new CustomEvent("seat:sending", { detail: form }));
  put(form, event.submitter);
});

window.addEventListener("online", flush);
document.addEventListener("visibilitychange", () => document.hidden || flush());
flush();
