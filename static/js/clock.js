// The clock of stage and desk. It counts from the seconds that the server said last, never from this machine's own time, so
// it is right on a laptop whose clock is wrong or that slept.
"use strict";

const RoomClock = (() => {
  let left = null;
  let saidAt = 0;

  const shown = () => document.getElementById("clock");

  function written(seconds) {
    const whole = Math.abs(seconds);
    return `${seconds < 0 ? "+" : ""}${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  }

  function hear(seconds) {
    left = seconds === null || seconds === "" ? null : Number(seconds);
    saidAt = performance.now();
    tick();
  }

  function tick() {
    const clock = shown();
    if (!clock || left === null) return;
    const now = "paused" in clock.dataset ? left : left - Math.floor((performance.now() - saidAt) / 1000);
    const said = written(now);
    if (clock.textContent !== said) clock.textContent = said;
    clock.parentElement.classList.toggle("over", now < 0);
  }

  const hearPage = () => hear(shown() ? shown().dataset.left : null);

  hearPage();
  setInterval(tick, 250);
  return { hear, hearPage };
})();
