// The stage: asks about once a second whether something is new and lays it in piece by piece (see still.js), for whoever reads it
// with a screen reader; keeps the last good picture when the network goes, and hides it at the key B or a full stop. It has
// nothing that can be pressed.
"use strict";

const EVERY = 600;
const PATIENCE = 8000;
let misses = 0;

const stage = () => document.getElementById("stage");
const tall = () => Math.floor(innerHeight / parseFloat(getComputedStyle(document.documentElement).fontSize));

function show(text) {
  const next = new DOMParser().parseFromString(text, "text/html").getElementById("stage");
  if (!next) return false;
  lay(stage(), document.adoptNode(next));
  RoomClock.hearPage();
  return true;
}

function note(missed) {
  misses = missed ? misses + 1 : 0;
  document.body.classList.toggle("is-away", misses > 1);
}

async function ask() {
  const { poll, seen } = stage().dataset;
  try {
    const answer = await fetch(`${poll}?seen=${encodeURIComponent(seen)}&tall=${tall()}`, {
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status === 204) RoomClock.hear(answer.headers.get("Seconds-Left"));
    else if (answer.status !== 200 || !show(await answer.text())) throw new Error(String(answer.status));
    note(false);
  } catch {
    note(true);
  }
  setTimeout(ask, EVERY);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (["b", "B", ".", "Escape"].includes(event.key)) document.body.classList.toggle("is-blank");
  if (event.key === "f" || event.key === "F") {
    const done = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
    done.catch(() => {});
  }
});

ask();
