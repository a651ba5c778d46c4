"use strict";
(() => {
  const $ = (s, at) => (at || document).querySelector(s);
  const all = (s, at) => Array.from((at || document).querySelectorAll(s));
  const audio = $("audio");
  const wave = $(".wave");
  const cursor = $(".cursor", wave);
  const pane = $(".talk .card");
  const lines = all(".line.speech").map((el) => ({ el, start: +el.dataset.t, end: +el.dataset.e }));
  let until = Infinity;
  let touched = 0;
  let now = null;
  document.documentElement.classList.add("js");

  const play = () => { const p = audio.play(); if (p) p.catch(() => {}); };
  const seek = (t) => { audio.currentTime = Math.max(0, Math.min(t, audio.duration || t)); show(); };
  const hear = (start, end) => { until = end === undefined ? Infinity : end + 0.3; seek(start - 0.2); play(); };

  function show() {
    const t = audio.currentTime;
    const total = audio.duration || +wave.dataset.duration;
    const x = (1000 * t / total).toFixed(1);
    cursor.setAttribute("x1", x);
    cursor.setAttribute("x2", x);
    if (t >= until) { until = Infinity; audio.pause(); }
    let line = null;
    for (const l of lines) if (l.start <= t && t < l.end) { line = l.el; }
    if (line === now) return;
    if (now) now.classList.remove("now");
    now = line;
    if (!now) return;
    now.classList.add("now");
    if (!audio.paused && Date.now() - touched > 4000) follow(now);
  }

  function follow(line) {
    if (pane.scrollHeight > pane.clientHeight + 4) {
      const box = line.getBoundingClientRect();
      const frame = pane.getBoundingClientRect();
      pane.scrollTop += box.top - frame.top - (frame.height - box.height) / 3;
    }
  }

  const tick = () => { show(); if (!audio.paused) requestAnimationFrame(tick); };
  audio.addEventListener("play", tick);
  for (const name of ["timeupdate", "seeked", "loadedmetadata"]) audio.addEventListener(name, show);
  for (const name of ["wheel", "touchmove"]) pane.addEventListener(name, () => { touched = Date.now(); }, { passive: true });

  wave.addEventListener("click", (event) => {
    if (event.target.closest("a")) return;
    const box = wave.getBoundingClientRect();
    until = Infinity;
    seek((event.clientX - box.left) / box.width * (audio.duration || +wave.dataset.duration));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".hear, .wave a");
    if (button) hear(+button.dataset.t, +button.dataset.e);
    const time = event.target.closest(".line time");
    if (time) hear(+time.closest(".line").dataset.t);
  });

  const stops = all("tr.fail, tr.review").concat(all("tr.pass")).filter((row) => $(".hear", row) || row.matches(".fail, .review"));
  let at = -1;
  function go(step) {
    if (!stops.length) return;
    at = (at + step + stops.length) % stops.length;
    const row = stops[at];
    for (const r of stops) r.classList.toggle("here", r === row);
    row.scrollIntoView({ block: "center" });
    const button = $(".hear", row);
    if (button) hear(+button.dataset.t, +button.dataset.e); else audio.pause();
  }
  const rate = (step) => {
    const rates = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];
    const i = rates.indexOf(audio.playbackRate);
    audio.playbackRate = rates[Math.max(0, Math.min(rates.length - 1, (i < 0 ? 2 : i) + step))];
    $(".rate-now").textContent = audio.playbackRate + "×";
  };
  const keys = {
    " ": () => { until = Infinity; if (audio.paused) play(); else audio.pause(); },
    ArrowLeft: () => { until = Infinity; seek(audio.currentTime - 5); },
    ArrowRight: () => { until = Infinity; seek(audio.currentTime + 5); },
    j: () => go(1),
    k: () => go(-1),
    "[": () => rate(-1),
    "]": () => rate(1),
    t: () => { if (now) { touched = 0; now.scrollIntoView({ block: "center" }); } },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target === audio) return;
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || (event.key === " " && event.target.closest("button, a, summary"))) return;
    event.preventDefault();
    act();
  });
})();
