// Goes through a recorded run, one stop at a time: by keys, slider, buttons and links.
// Everything that is shown stands in the page already, or in its data; nothing is loaded.
"use strict";
(() => {
  const of = (id) => document.getElementById(id);
  const { words, lanes, files, frames, parts, stops, texts } = JSON.parse(of("data").textContent);
  const slider = of("at");
  const rows = stops.map(([number]) => of(`e${number}`));
  const links = parts.map(([first]) => document.querySelector(`#parts a[href="#e${first}"]`));
  const sources = [...document.querySelectorAll("#code .file")];
  const names = namesAtEachStop();
  let now = -1;

  // A stop tells only what has changed since the one before in its lane.
  function namesAtEachStop() {
    const last = lanes.map(() => new Map());
    return stops.map(([, lane, , , , , changed]) => {
      if (changed) {
        last[lane] = new Map(last[lane]);
        for (const [name, value] of changed) {
          if (value < 0) last[lane].delete(texts[name]);
          else last[lane].set(texts[name], texts[value]);
        }
      }
      return last[lane];
    });
  }

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  const piece = (tag, text, name = "") => {
    const made = document.createElement(tag);
    made.textContent = text;
    made.className = name;
    return made;
  };

  function go(to) {
    const next = Math.min(Math.max(to, 0), stops.length - 1);
    if (next === now) return;
    if (now >= 0) rows[now].removeAttribute("aria-current");
    now = next;
    rows[now].setAttribute("aria-current", "step");
    slider.value = now + 1;
    showWords();
    showNames();
    showStack();
    showCode();
    markParts();
    of("first").disabled = of("back").disabled = now === 0;
    of("next").disabled = of("last").disabled = now === stops.length - 1;
    const [lanesBox, here] = [of("lanes").querySelector(".scroll"), now];
    intoSight(lanesBox, rows[now]);
    // What had not been drawn yet may be higher or lower than it was taken for.
    requestAnimationFrame(() => here === now && intoSight(lanesBox, rows[now]));
  }

  function showWords() {
    const at = filled(words.at, { n: now + 1, total: stops.length });
    const [, lane, file] = stops[now];
    const entries = [...rows[now].querySelectorAll("span, code")];
    const told = entries.map(
      (one) => (one.dataset.line ? filled(words.line, one.dataset) : "") + one.firstChild.textContent
    );
    const isPlaced = file >= 0 && entries.some((one) => one.dataset.line);
    const parts = [at, lanes.length > 1 ? lanes[lane] : "", isPlaced ? files[file] : "", told.join("; ")];
    of("now").textContent = parts.filter(Boolean).join(" · ");
    slider.setAttribute("aria-valuetext", at);
  }

  function showNames() {
    const before = names[sameLaneBefore()] ?? new Map();
    for (const name of ["current_app", "request", "session"]) {
      const value = names[now].get(name);
      const changed = value !== before.get(name) ? "changed" : "";
      of(name).replaceChildren(piece("span", value ?? words.unbound, value ? changed : `none ${changed}`));
    }
    const inG = [...names[now]].filter(([name]) => name.startsWith("g."));
    const all = inG.map(([name, value]) => piece("span", value, before.get(name) === value ? "" : "changed"));
    const unbound = !names[now].has("g");
    const changed = unbound === before.has("g") ? "changed" : "";
    const bare = piece("span", unbound ? words.unbound : names[now].get("g"), `${unbound ? "none" : ""} ${changed}`);
    of("g").replaceChildren(...(all.length ? all : [bare]));
  }

  function sameLaneBefore() {
    for (let at = now - 1; at >= 0; at--) if (stops[at][1] === stops[now][1]) return at;
    return -1;
  }

  function showStack() {
    const [number, lane] = stops[now];
    const open = frames.filter(
      ([where, opened, closed]) => where === lane && opened <= number && (closed === null || number < closed)
    );
    const items = open.map(([, , , , kind, title]) => piece("li", title, kind));
    of("stack").replaceChildren(...(items.length ? items : [piece("li", words.bare, "none")]));
  }

  function showCode() {
    const [, , file, line, standing, said] = stops[now];
    of("where").textContent = filled(texts[said], { place: filled(words.place, { file: files[file], line }) });
    for (const one of document.querySelectorAll("#code [aria-current]")) one.removeAttribute("aria-current");
    sources.forEach((one, at) => (one.hidden = at !== Math.max(file, 0)));
    const marked = line ? lineIn(sources[file], line) : null;
    if (!marked) return;
    marked.setAttribute("aria-current", "true");
    marked.className = texts[standing];
    intoSight(of("code").querySelector(".scroll"), marked);
  }

  function lineIn(source, line) {
    const chunk = [...source.querySelectorAll("ol")].findLast((one) => one.start <= line);
    return chunk?.children[line - chunk.start] ?? null;
  }

  function markParts() {
    const [number, lane] = stops[now];
    parts.forEach(([first, last, where], at) => {
      const here = first <= number && number <= last && (!where || where === lanes[lane]);
      links[at]?.toggleAttribute("aria-current", here);
      if (here) intoSight(of("parts"), links[at]);
    });
  }

  // Only the box around it moves: the page stays where the reader has put it.
  function intoSight(box, one) {
    const [around, inner] = [box.getBoundingClientRect(), one.getBoundingClientRect()];
    const margin = Math.min(around.height / 4, 80);
    if (inner.top < around.top + margin || inner.bottom > around.bottom - margin) {
      box.scrollTop += inner.top - around.top - around.height / 3;
    }
    if (inner.left < around.left || inner.right > around.right) box.scrollLeft += inner.left - around.left;
  }

  const atEvent = (hash) => stops.findIndex(([number]) => hash === `#e${number}`);

  const moves = { ArrowLeft: () => now - 1, ArrowRight: () => now + 1, Home: () => 0, End: () => stops.length - 1 };

  document.addEventListener("keydown", (event) => {
    const isOurs = !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);
    // The slider knows these keys, and more, by itself.
    if (!isOurs || event.target === slider || !Object.hasOwn(moves, event.key)) return;
    event.preventDefault();
    go(moves[event.key]());
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const row = link ? null : event.target.closest("#events [id]");
    const to = atEvent(link ? link.hash : `#${row?.id}`);
    if (to < 0) return;
    event.preventDefault();
    go(to);
    if (!link) return;
    // Whoever came by a link goes on with the arrow keys.
    of("player").scrollIntoView({ block: "start" });
    slider.focus({ preventScroll: true });
  });

  window.addEventListener("hashchange", () => atEvent(location.hash) >= 0 && go(atEvent(location.hash)));
  slider.addEventListener("input", () => go(slider.valueAsNumber - 1));
  for (const [id, key] of [["first", "Home"], ["back", "ArrowLeft"], ["next", "ArrowRight"], ["last", "End"]]) {
    of(id).addEventListener("click", () => go(moves[key]()));
  }

  slider.max = stops.length;
  document.documentElement.classList.add("moves");
  for (const id of ["player", "names", "where"]) of(id).hidden = false;
  go(Math.max(atEvent(location.hash), 0));
})();
