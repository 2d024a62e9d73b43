// The tell page and its preview: typing is kept on the phone, photographs are made smaller, sending shows how far it is.
// A kindness only: without it the same form goes to the same address. What it says stands in the form's data attributes.
"use strict";

const KEPT_FOR = 30 * 24 * 3600 * 1000;
const SAVE_AFTER = 400;
const UNDO_FOR = 20000;
const SILENCE = 90000;
const RETRY_AFTER = [5, 10, 20, 40, 60, 60];
const LONGEST_SIDE = 1600;
const SMALL_ENOUGH = 400000;
const NOT_KEPT = ["action", "answers", "prompt", "remove", "website"];

let form = null;
let blank = "";
let typed = false;
let saving = 0;
let forgotten = null;
let files = [];
let hasPhotos = false;
let shrinking = Promise.resolve();
let pressed = null;
let isSending = false;
let isReceived = false;
let retrying = 0;
let tries = 0;

const found = (id) => document.getElementById(id);
const said = (name, values = {}) => (form.dataset[name] || "").replace(/\{(\w+)\}/g, (_, key) => values[key]);
const isWritten = () => Boolean(form && form.querySelector("textarea[name=body]"));

// IndexedDB and not localStorage, which Chromium writes out so late that a crash loses the last minute of typing.
const opening = new Promise((resolve, reject) => {
  const asked = indexedDB.open("storyhub", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("drafts");
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = reject;
});

async function drafts(mode, work) {
  try {
    const transaction = (await opening).transaction("drafts", mode, { durability: "strict" });
    const asked = work(transaction.objectStore("drafts"));
    return await new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(asked && asked.result);
      transaction.onabort = reject;
    });
  } catch (error) {
    return undefined;
  }
}

const photosKey = () => `${form.dataset.city}/photos`;
const keep = (draft) => drafts("readwrite", (store) => store.put(draft, form.dataset.city));
const keepPhotos = () => drafts("readwrite", (store) => store.put({ at: Date.now(), files }, photosKey()));
const kept = () => drafts("readonly", (store) => store.get(form.dataset.city));
const keptPhotos = () => drafts("readonly", (store) => store.get(photosKey()));
const forget = () => drafts("readwrite", (store) => store.delete(form.dataset.city) && store.delete(photosKey()));

function forgetOld(store) {
  store.openCursor().onsuccess = (event) => {
    const cursor = event.target.result;
    if (!cursor) return;
    if (Date.now() - cursor.value.at > KEPT_FOR) cursor.delete();
    cursor.continue();
  };
}

function fields() {
  return Array.from(new FormData(form)).filter(([name, value]) => typeof value === "string" && !NOT_KEPT.includes(name));
}

function fill(pairs) {
  for (const control of form.elements) {
    const values = pairs.filter(([name]) => name === control.name).map(([, value]) => value);
    if (!control.name || NOT_KEPT.includes(control.name) || control.type === "file") continue;
    if (control.type === "checkbox") control.checked = values.includes(control.value);
    else if (!values.length) continue;
    else if (control.type === "radio") control.checked = values.includes(control.value);
    else if (control.type !== "select-one" || isOffered(control, values[0])) control.value = values[0];
  }
  reveal();
}

function isText(control) {
  return control.type === "text" || control.type === "textarea";
}

function isOffered(list, value) {
  return Array.from(list.options).some((one) => one.value === value);
}

function empty() {
  const isSaid = "said" in form.dataset;
  for (const control of form.elements) {
    if (control.type === "checkbox" || control.type === "radio") control.checked = !isSaid && control.defaultChecked;
    else if (control.type === "file" || (isSaid && isText(control))) control.value = "";
    else if (isText(control)) control.value = control.defaultValue;
    else if (control.type === "select-one" && control.name !== "language") control.selectedIndex = 0;
  }
  form.elements.form_key.value = newKey();
  for (const list of form.querySelectorAll(".received-list")) list.textContent = "";
  files = [];
  hasPhotos = false;
  showPhotos();
  reveal();
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_");
}

function reveal() {
  const pairs = fields();
  for (const part of form.querySelectorAll("[data-when]")) {
    const [name, values] = part.dataset.when.split("=");
    part.hidden = !pairs.some((pair) => pair[0] === name && values.split(",").includes(pair[1]));
  }
  for (const part of form.querySelectorAll("[data-filled]")) {
    part.hidden = !pairs.some((pair) => pair[0] === part.dataset.filled && pair[1].trim());
  }
}

function note(text, button) {
  const place = found("draft");
  if (!place) return;
  const clear = found("draft-clear");
  clear.dataset.text = clear.dataset.text || clear.textContent;
  clear.textContent = button || clear.dataset.text;
  place.hidden = false;
  if (found("draft-text").textContent !== text) found("draft-text").textContent = text;
}

function draftNow() {
  hasPhotos = hasPhotos || Boolean(form.querySelector("[name=remove]"));
  return { at: Date.now(), pairs: fields(), hasPhotos };
}

function save() {
  clearTimeout(saving);
  saving = 0;
  if (!typed || isReceived || !isWritten()) return;
  typed = false;
  forgotten = null;
  const draft = draftNow();
  if (JSON.stringify(draft.pairs) === blank && !files.length) {
    forget();
    return;
  }
  keep(draft).then((isKept) => isKept && noteKept());
}

function noteKept() {
  const place = found("draft");
  if (place && (place.hidden || found("draft-text").textContent === said("cleared"))) note(said("kept"));
}

function onTyping() {
  typed = true;
  reveal();
  stopRetrying();
  if (!saving) saving = setTimeout(save, SAVE_AFTER);
}

async function restore() {
  const draft = await kept();
  if (!draft || typed || !isWritten()) return;
  if ("said" in form.dataset) {
    note(said("kept"));
    return;
  }
  const photos = await keptPhotos();
  bringBack({ ...draft, files: photos ? photos.files : [] });
  const style = { dateStyle: "medium", timeStyle: "short" };
  note(said("restored", { time: new Date(draft.at).toLocaleString(document.documentElement.lang, style) }));
}

function bringBack(draft) {
  fill(draft.pairs);
  for (const pair of draft.pairs) if (pair[1] && !blank.includes(JSON.stringify(pair))) unfold(pair[0]);
  for (const file of draft.files) takePhoto(file);
  showPhotos();
  hasPhotos = draft.hasPhotos;
  if (hasPhotos || files.length) unfold("photos");
  if (hasPhotos) fetchPhotos(draft);
}

function unfold(name) {
  const control = form.querySelector(`[name="${name}"]`);
  const more = control && control.closest("details");
  if (more) more.open = true;
}

// A file input cannot be refilled, but the photographs that were sent before wait under the form key for a day.
async function fetchPhotos(draft) {
  const data = new FormData(form);
  data.delete("photos");
  data.append("action", "photos");
  for (const [name, value] of draft.pairs) if (name.startsWith("description-")) data.append(name, value);
  const answer = read(await post(data));
  if (answer.status === 200 && isWritten()) swapPhotos(answer.main);
}

function clearPhone() {
  clearTimeout(saving);
  saving = 0;
  typed = false;
  forgotten = { ...draftNow(), files };
  setTimeout(dropForgotten, UNDO_FOR);
  forget();
  empty();
  note(said("cleared"), said("undo"));
}

function undoClearing() {
  bringBack(forgotten);
  keepPhotos();
  typed = true;
  save();
}

function dropForgotten() {
  if (!forgotten) return;
  forgotten = null;
  note(said("cleared"));
}

async function smaller(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const blob = scale < 1 || file.size > SMALL_ENOUGH ? await drawn(bitmap, canvas) : null;
  bitmap.close();
  canvas.width = canvas.height = 0;
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: blob.type });
}

function drawn(bitmap, canvas) {
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#fff";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.imageSmoothingQuality = "high";
  paper.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.82));
}

async function addPhotos(picked) {
  let n = 0;
  for (const file of picked) {
    n += 1;
    found("photos-text").textContent = said("shrinking", { n, total: picked.length });
    takePhoto(await smaller(file).catch(() => file));
  }
  holdPhotos();
}

function holdPhotos() {
  showPhotos();
  keepPhotos();
  onTyping();
}

function showPhotos() {
  found("photos-text").textContent = files.length ? said("chosen", { n: files.length }) : "";
  try {
    const transfer = new DataTransfer();
    for (const file of files) transfer.items.add(file);
    found("photos").files = transfer.files;
  } catch (error) {
    found("photos").value = "";
  }
}

function takePhoto(file) {
  files.push(file);
  const item = document.createElement("li");
  const picture = document.createElement("img");
  const button = document.createElement("button");
  item.className = "received";
  picture.alt = "";
  picture.src = URL.createObjectURL(file);
  picture.onload = picture.onerror = () => URL.revokeObjectURL(picture.src);
  button.type = "button";
  button.className = "button quiet";
  button.textContent = said("leaveOut", { name: file.name });
  button.onclick = () => {
    files = files.filter((one) => one !== file);
    item.remove();
    holdPhotos();
    found("photos").focus();
  };
  item.append(picture, button);
  found("photos-chosen").append(item);
}

async function send(button) {
  if (isSending) return;
  isSending = true;
  stopRetrying();
  save();
  lock(true);
  await shrinking;
  const data = new FormData(form);
  data.append("action", button.value);
  if (isWritten()) {
    data.delete("photos");
    for (const file of files) data.append("photos", file, file.name);
  }
  const answer = read(await post(data, showProgress));
  isSending = false;
  lock(false);
  take(answer, button);
}

function post(data, progress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let silence = 0;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), SILENCE);
    };
    request.open("POST", address());
    if (progress) {
      request.upload.onprogress = (event) => {
        heard();
        progress(event.loaded / event.total);
      };
    }
    request.onloadend = () => {
      clearTimeout(silence);
      resolve(request);
    };
    heard();
    request.send(data);
  });
}

// The buttons are called "action", so form.action is not the form's address.
function address() {
  return new URL(form.getAttribute("action") || "", location.href).href;
}

function read(request) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  return {
    status: request.status,
    isMoved: Boolean(request.responseURL) && new URL(request.responseURL).pathname !== new URL(address()).pathname,
    address: request.responseURL,
    title: page.title,
    main: page.getElementById("main"),
  };
}

function take(answer, button) {
  if (answer.isMoved) {
    isReceived = true;
    isSending = true;
    location.assign(answer.address);
  } else if (!answer.main || ![200, 409, 422].includes(answer.status)) {
    notSent(answer, button);
  } else {
    tries = 0;
    if (files.length) photosWereTaken();
    if (answer.status === 200 && button.value === "photos") swapPhotos(answer.main, true);
    else swap(answer);
  }
}

function photosWereTaken() {
  files = [];
  keepPhotos();
  kept().then((draft) => draft && keep({ ...draft, hasPhotos: true }));
}

function swap(answer) {
  const key = form.elements.form_key.value;
  const wasWritten = isWritten();
  document.title = answer.title;
  found("main").replaceWith(answer.main);
  if (answer.status === 409) renewKey(answer.main, key);
  begin();
  if (wasWritten && form && !isWritten()) history.pushState({ isPreview: true }, "");
  window.scrollTo(0, 0);
  focusOn(found("error-summary") || answer.main.querySelector("h1, .lede"));
}

// The key was used for other words: what is here now is a story of its own.
function renewKey(main, used) {
  const place = main.querySelector("[name=form_key]");
  if (!place) return;
  if (place.value === used) place.value = newKey();
  const renewed = ([name, value]) => [name, name === "form_key" ? place.value : value];
  kept().then((draft) => draft && keep({ ...draft, pairs: draft.pairs.map(renewed) }));
}

function swapPhotos(main, isAsked) {
  const [here, there] = [document, main].map((part) => {
    const input = part.querySelector("#photos");
    return input && input.closest(".field");
  });
  if (!here || !there) return;
  here.replaceWith(there);
  const key = main.querySelector("[name=form_key]");
  if (key) form.elements.form_key.value = key.value;
  if (!isAsked) return;
  hasPhotos = true;
  found("photos-chosen").textContent = found("photos-text").textContent = "";
  focusOn(Array.from(there.querySelectorAll("input[name^=description-]")).find((one) => !one.value) || found("photos"));
}

function focusOn(place) {
  if (!place) return;
  if (place.tabIndex < 0) place.tabIndex = -1;
  place.focus();
}

function notSent(answer, button) {
  const isAgain = button.value === "send" && (answer.status === 0 || answer.status >= 500);
  const reason = answer.main && answer.main.querySelector("h1");
  const place = found("unsent");
  place.textContent = (reason ? reason.textContent.trim() + " " : "") + said(isAgain ? "willRetry" : "unsent");
  place.hidden = false;
  place.scrollIntoView({ block: "nearest" });
  if (isAgain) retryLater(button);
}

function retryLater(button) {
  pressed = button;
  const seconds = RETRY_AFTER[tries];
  tries += 1;
  retrying = seconds ? setTimeout(() => send(button), seconds * 1000 * (0.75 + Math.random() / 2)) : -1;
}

function stopRetrying() {
  clearTimeout(retrying);
  retrying = 0;
}

function lock(isOn) {
  form.setAttribute("aria-busy", isOn);
  for (const button of form.querySelectorAll("button[name=action]")) button.setAttribute("aria-disabled", isOn);
  found("sending").hidden = !isOn;
  if (isOn) {
    found("unsent").hidden = true;
    showProgress(0);
  }
}

function showProgress(part) {
  found("sending-bar").value = part * 100;
  const text = said(part < 1 ? "sending" : "waiting");
  if (found("sending-text").textContent !== text) found("sending-text").textContent = text;
}

function begin() {
  form = found("tell");
  files = [];
  hasPhotos = false;
  typed = false;
  if (!form) return;
  // Or the browser puts back an old form key with the old words when somebody goes back.
  form.setAttribute("autocomplete", "off");
  if (!isWritten()) return;
  blank = "said" in form.dataset ? "" : JSON.stringify(fields());
  reveal();
  restore();
}

function leave() {
  save();
  dropForgotten();
}

document.addEventListener("input", (event) => {
  if (form && form.contains(event.target) && event.target.type !== "file") onTyping();
});

document.addEventListener("change", (event) => {
  if (event.target.id !== "photos" || !isWritten()) return;
  const picked = Array.from(event.target.files);
  shrinking = shrinking.then(() => addPhotos(picked)).catch(() => {});
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || !form) return;
  if (button.id === "draft-clear") (forgotten ? undoClearing : clearPhone)();
  if (button.form === form && button.name === "action") pressed = button;
});

document.addEventListener("submit", (event) => {
  if (event.target !== form) return;
  event.preventDefault();
  const button = event.submitter || pressed || form.querySelector("button[name=action]");
  tries = 0;
  if (button.value === "edit" && history.state && history.state.isPreview) history.back();
  else send(button);
});

window.addEventListener("popstate", () => {
  const edit = form && form.querySelector("button[value=edit]");
  if (edit) send(edit);
});

window.addEventListener("online", () => {
  if (retrying) send(pressed);
});

window.addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) leave();
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted && isReceived) location.reload();
});

opening.catch(() => {});
drafts("readwrite", forgetOld);
begin();
