// Passkeys: asks the server what to ask, asks the browser, and sends the answer as an ordinary form.
"use strict";

const known = window.PublicKeyCredential && navigator.credentials && !/^[\d.]+$|:/.test(location.hostname);

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function readOptions(options) {
  const read = { ...options, challenge: bytes(options.challenge) };
  if (read.user) read.user = { ...read.user, id: bytes(read.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (read[list]) read[list] = read[list].map((one) => ({ ...one, id: bytes(one.id) }));
  }
  return read;
}

function written(credential) {
  const given = credential.response;
  const response = { clientDataJSON: text(given.clientDataJSON) };
  if (given.attestationObject) {
    response.attestationObject = text(given.attestationObject);
    response.transports = given.getTransports ? given.getTransports() : [];
  } else {
    response.authenticatorData = text(given.authenticatorData);
    response.signature = text(given.signature);
    response.userHandle = given.userHandle ? text(given.userHandle) : null;
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
}

async function ask(form) {
  const answer = await fetch(form.dataset.options, { method: "POST", body: new FormData(form), credentials: "same-origin" });
  const options = await answer.json();
  if (options.go) location.assign(options.go);
  if (!answer.ok) throw new Error(options.message || "");
  const credential = await navigator.credentials[form.dataset.passkeyForm]({ publicKey: readOptions(options) });
  form.elements.credential.value = written(credential);
  form.submit();
}

function complain(form, error) {
  const place = form.querySelector("[data-passkey-error]");
  if (error.constructor === Error && error.message) place.textContent = error.message;
  place.hidden = false;
}

if (known) {
  for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-passkey-absent]")) part.hidden = true;
  for (const form of document.querySelectorAll("[data-passkey-form]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      form.querySelector("[data-passkey-error]").hidden = true;
      ask(form).catch((error) => complain(form, error));
    });
  }
}
