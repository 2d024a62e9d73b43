// The clocks of stage and desk. They count from the seconds that the server said last, never from this machine's own time, so
// they are right on a laptop whose clock is wrong or that slept. What a table has left is so many seconds less than the step.
"use strict";

const RoomClock = (() => {
  let left = null;
  let saidAt = 0;

  const shown = () => document.querySelectorAll("[role=timer]");

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
    if (left === null) return;
    const since = Math.floor((performance.now() - saidAt) / 1000);
    for (const clock of shown()) {
      const now = left - Number(clock.dataset.lag ?? 0) - ("paused" in clock.dataset ? 0 : since);
      const said = written(now);
      if (clock.textContent !== said) clock.textContent = said;
      clock.parentElement.classList.toggle("over", now < 0);
    }
  }

  const hearPage = () => hear(shown()[0]?.dataset.left ?? null);

  hearPage();
  setInterval(tick, 250);
  return { hear, hearPage };
})();
