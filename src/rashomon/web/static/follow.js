// Side by side: following a statement scrolls all its partners into view and shows the evidence beside them.
// Without this the same links lead to the partner and to the evidence, one at a time.
"use strict";
(() => {
  const columns = document.querySelector("[data-follow]");
  if (!columns) return;
  const panel = document.createElement("aside");
  panel.className = "shown-why";
  panel.hidden = true;
  panel.setAttribute("aria-label", "Evidence of the statement that is followed");
  panel.tabIndex = -1;
  columns.after(panel);

  const codeOf = link => decodeURIComponent(link.hash.slice(1)).replace(/^why-/, "");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  const markOf = code => [...columns.querySelectorAll("mark")].filter(mark => mark.classList.contains(code));

  function scrollTo(mark) {
    const column = mark.closest(".column");
    const top = mark.getBoundingClientRect().top - column.getBoundingClientRect().top;
    column.scrollBy({top: top - column.clientHeight / 3, behavior: calm ? "auto" : "smooth"});
  }

  function showEvidence(code) {
    const why = document.getElementById("why-" + code);
    panel.replaceChildren();
    panel.hidden = !why;
    if (!why) return;
    const copy = why.cloneNode(true);
    for (const one of [copy, ...copy.querySelectorAll("[id]")]) one.removeAttribute("id");
    copy.removeAttribute("aria-labelledby");
    const first = copy.querySelector("details");
    if (first) first.open = true;
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "Close";
    close.addEventListener("click", hide);
    panel.append(close, copy);
  }

  let from = null;
  function hide() {
    panel.hidden = true;
    for (const one of columns.querySelectorAll(".followed")) one.classList.remove("followed");
    if (from) from.focus({preventScroll: true});
  }

  function follow(link) {
    const references = link.closest(".refs");
    const codes = references ? [...references.querySelectorAll("a")].map(codeOf) : [codeOf(link)];
    for (const one of columns.querySelectorAll(".followed")) one.classList.remove("followed");
    const own = references ? codes[0] : codes[0];
    const seen = new Set();
    // The partner that was chosen comes before the others of its report.
    for (const code of [codeOf(link), ...codes]) {
      const marks = markOf(code);
      for (const mark of marks) mark.classList.add("followed");
      const column = marks[0] && marks[0].closest(".column");
      if (column && !seen.has(column)) {
        seen.add(column);
        if (code !== own || link === references?.querySelector("a") || !references) scrollTo(marks[0]);
      }
    }
    from = link;
    showEvidence(own);
  }

  columns.addEventListener("click", event => {
    const link = event.target.closest("a[href^='#']");
    if (!link) return;
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    follow(link);
  });
  document.addEventListener("keydown", event => {
    if (event.key === "Escape" && !panel.hidden) hide();
  });
})();
