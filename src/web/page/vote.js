// A vote on a phone, or on the projector: what is asked, what one says, and what all said once it is closed.
"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const base = document.body.dataset.follow;
  const votes = !document.body.classList.contains("projector");
  const texts = at("texts") ? at("texts").dataset : {};
  let shown = null;

  const show = (id, is) => { if (at(id)) at(id).hidden = !is; };
  const problem = (text) => {
    if (!at("problem")) return;
    at("problem").textContent = text;
    show("problem", text !== "");
  };

  async function send(path, text) {
    try {
      const answer = await fetch(base + path, { method: "POST", body: text, credentials: "same-origin" });
      if (answer.ok) { problem(answer.status === 202 ? texts.keptHere : ""); return true; }
      problem(answer.status === 503 ? texts.full : texts.notKept);
      if (answer.status === 401) { show("join", true); show("vote", false); }
    } catch (lost) {
      problem(texts.notKept);
    }
    return false;
  }

  async function says(text) {
    const number = shown.number;
    if (!await send("/ballot", number + " " + text)) return;
    if (shown && shown.number === number && shown.open) { shown.own = Number(text); draw(); }
  }

  function draw() {
    const view = shown;
    show("wait", view === null);
    at("question").textContent = view ? view.question : "";
    at("told").textContent = view ? view.told : "";
    const choices = at("choices");
    const focused = document.activeElement && document.activeElement.dataset.choice;
    choices.replaceChildren();
    const asks = view !== null && view.open;
    if (asks) {
      view.choices.forEach((choice, place) => {
        const one = document.createElement(votes ? "button" : "p");
        one.textContent = (place + 1) + ". " + choice;
        if (votes) {
          one.className = "button";
          one.type = "button";
          one.dataset.choice = String(place + 1);
          one.setAttribute("aria-pressed", String(view.own === place + 1));
          one.addEventListener("click", () => says(String(place + 1)));
        }
        choices.append(one);
        if (focused === String(place + 1)) one.focus();
      });
    }
    show("number", asks && view.choices.length === 0);
    show("kept", asks && view.own !== null);
    const rows = at("rows");
    rows.replaceChildren();
    if (view !== null && !view.open) {
      const most = Math.max(1, ...view.rows.map((row) => row[1]));
      view.rows.forEach(([label, count], place) => {
        const row = document.createElement("li");
        const own = view.choices.length === 0
          ? view.own !== null && Math.min(9, Math.floor(view.own / 10)) === place
          : view.own === place + 1;
        if (own) row.className = "own";
        const text = document.createElement("b");
        const name = document.createElement("span");
        name.textContent = label;
        const number = document.createElement("span");
        number.textContent = String(count);
        text.append(name, number);
        const bar = document.createElement("i");
        bar.style.width = (100 * count / most) + "%";
        row.append(text, bar);
        rows.append(row);
      });
    }
    const aside = document.querySelector("aside");
    if (aside) aside.classList.toggle("small", view !== null && !view.open);
  }

  function follow() {
    show("vote", true);
    const events = new EventSource(base + "/events");
    events.addEventListener("vote", (event) => {
      const next = JSON.parse(event.data);
      if (next && shown && next.number !== shown.number && at("said")) at("said").value = "";
      shown = next;
      draw();
    });
    events.onopen = () => show("lost", false);
    events.onerror = () => {
      show("lost", true);
      // A browser gives up when the host answers that there is nothing; the host may come back.
      if (events.readyState === EventSource.CLOSED) setTimeout(follow, 2000);
    };
  }

  if (at("number")) {
    at("number").addEventListener("submit", (event) => {
      event.preventDefault();
      says(at("said").value);
    });
  }
  if (at("join")) {
    at("join").addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await send("/join", at("name").value)) { show("join", false); follow(); }
    });
  }
  if (document.body.dataset.in === "yes") follow();
  else show("join", true);
})();
