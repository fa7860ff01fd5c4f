// The page of a room works without this: it keeps what is typed, sends it when the network is back, and follows the room.
"use strict";
const EVERY = 2000;
const card = () => document.querySelector("[data-room]");
let tag = "", timer = 0;

const keep = (key, value) => { try { value ? localStorage.setItem(key, value) : localStorage.removeItem(key); } catch { /* private window */ } };
const kept = (key) => { try { return localStorage.getItem(key) || ""; } catch { return ""; } };
const tokenKey = () => `room-${card().dataset.room}`;
const draftKey = (form) => `draft-${card().dataset.room}-${form.elements.mission.value}`;

function fill(form) {
  for (const [name, value] of JSON.parse(kept(draftKey(form)) || "[]")) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = field.checked || field.value === value;
      else if (!field.value) field.value = value;
    }
  }
}

function remember(form) {
  keep(draftKey(form), JSON.stringify([...new FormData(form)].filter(([name]) => name.startsWith("q-"))));
}

async function send(form, button) {
  const body = new URLSearchParams(new FormData(form));
  if (form.elements.captured_at) body.set("captured_at", new Date().toISOString());
  const draft = form.elements.mission ? draftKey(form) : "";
  clearTimeout(timer);
  for (;;) {
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      if (answer.status >= 500 || answer.status === 429) throw new Error(answer.status);
      if (draft && answer.ok) keep(draft, "");
      return show(await answer.text());
    } catch {
      warn(card().dataset.offline);
      if (button) button.disabled = true;
      await new Promise((wake) => setTimeout(wake, EVERY));
    }
  }
}

function warn(words) {
  let line = document.getElementById("offline");
  if (!line) {
    line = Object.assign(document.createElement("p"), { id: "offline", className: "refusal" });
    line.setAttribute("role", "alert");
    card().prepend(line);
  }
  if (words && line.textContent !== words) line.textContent = words;
}

function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const main = page.querySelector("main");
  document.querySelector("main").replaceWith(main);
  document.title = page.title;
  main.focus();
  begin();
}

async function follow() {
  const { guest, state } = card().dataset;
  try {
    const headers = { authorization: `Bearer ${guest}`, ...(tag && { "if-none-match": tag }) };
    const answer = await fetch(state, { headers, cache: "no-store" });
    const next = answer.headers.get("etag") || tag;
    if (answer.ok && tag && next !== tag) {
      tag = next;
      return change(await answer.json());
    }
    tag = next;
  } catch { /* asked again */ }
  timer = setTimeout(follow, EVERY);
}

function change(state) {
  const sheet = document.getElementById("sheet");
  const asked = card().dataset.asked;
  const stays = sheet && state.mission && state.mission.id === asked && state.state === "open";
  if (stays) timer = setTimeout(follow, EVERY);
  else if (sheet && kept(draftKey(sheet)).length > 2) {
    document.getElementById("ready").hidden = false; // something is typed: its writer goes on when they wish
  } else send(document.getElementById("look") || document.getElementById("resume"));
}

function begin() {
  const room = card();
  clearTimeout(timer);
  if (!room) return;
  const sheet = document.getElementById("sheet");
  if (sheet) {
    fill(sheet);
    sheet.addEventListener("input", () => remember(sheet));
  }
  for (const form of document.querySelectorAll("main form")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form.elements.act.value === "forget") keep(tokenKey(), "");
      send(form, form.querySelector("button"));
    });
  }
  if (room.dataset.guest) {
    keep(tokenKey(), room.dataset.guest);
    tag = "";
    follow();
  } else if (kept(tokenKey())) {
    const resume = document.getElementById("resume");
    resume.elements.guest.value = kept(tokenKey());
    keep(tokenKey(), "");
    send(resume);
  }
}

begin();
