// The chat page. The server's numbered stream is the truth: this page shows it, asks for what it
// missed after every break, and sends a message again, under the same id, until it is taken.

const byId = (id) => document.getElementById(id);
const words = JSON.parse(byId("words").textContent);
const language = document.documentElement.lang;
const [talk, log, welcome, typing, status] =
  ["talk", "log", "welcome", "typing", "status"].map(byId);
const [composer, field, list] = ["composer", "question", "suggestions"].map(byId);
const [chips, picker] = ["attached", "files"].map(byId);
const clock = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
const megabytes = new Intl.NumberFormat(language, {
  style: "unit", unit: "megabyte", maximumFractionDigits: 1,
});

const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16).padStart(2, "0")).join("");

// Half a surrogate pair is no character, and no server takes it.
const wellFormed = (text) => text.replace(/\p{Surrogate}/gu, "\ufffd");

function make(tag, className, text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

// --- What is still to be taken by the server: survives a reload of the page.

const KEPT = "waiting";
let waiting = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");

function keep(frames) {
  waiting = frames;
  sessionStorage.setItem(KEPT, JSON.stringify(waiting));
}

function submit(frame) {
  keep([...waiting, frame]);
  send(frame);
}

const taken = (id) => keep(waiting.filter((frame) => frame.id !== id));

function ask(text) {
  const trimmed = text.trim();
  if (!trimmed && !attached.length) return;
  const frame = { type: "ask", id: newId(), text: wellFormed(trimmed) };
  if (attached.length) return askWithFiles(frame);
  showWaiting(frame);
  submit(frame);
  toBottom();
}

// --- Files: each goes ahead of its message, which then names it.

const MOST_FILES = 5;
const LARGEST_FILE = 10 * 1024 * 1024;
let attached = [];

async function askWithFiles(frame) {
  const going = attached;
  frame.files = going.map(({ id, file }) => ({ id, name: wellFormed(file.name.slice(-200)) }));
  attach([]);
  showWaiting(frame);
  toBottom();
  try {
    for (const each of going) await bring(each);
    submit(frame);
  } catch (error) {
    byId(`m-${frame.id}`)?.remove();
    arrange();
    attach(going);
    if (!field.value) field.value = frame.text;
    say(words[error.message] ?? words.file_refused);
  }
}

async function bring({ id, file }) {
  const answer = await fetch(`/file/${id}`, { method: "POST", body: file });
  if (!answer.ok) throw new Error(answer.status === 413 ? "file_large" : "file_refused");
}

function addFiles(files) {
  const fit = [...files].filter((file) => file.size <= LARGEST_FILE);
  const all = [...attached, ...fit.map((file) => ({ id: newId(), file }))];
  attach(all.slice(0, MOST_FILES));
  if (fit.length < files.length) say(words.file_large);
  else if (all.length > MOST_FILES) say(words.too_many_files);
  field.focus();
}

function attach(files) {
  attached = files;
  chips.replaceChildren(...attached.map(chip));
  chips.hidden = !attached.length;
}

function chip(each) {
  const element = make("li", "");
  const button = make("button", "", "×");
  button.type = "button";
  button.ariaLabel = words.leave_out;
  button.addEventListener("click", () => { attach(attached.filter((one) => one !== each)); field.focus(); });
  element.append(make("span", "", each.file.name), button);
  return element;
}

// --- The connection.

const FIRST_WAIT = 400;
const LONGEST_WAIT = 10_000;
const PATIENCE = 1_200;
const LONGEST_SILENCE = 8_000;
const TOO_BIG = 1009;
let socket, retry, complaint;
let seen = 0;
let heard = 0;
let wait = FIRST_WAIT;

function connect() {
  clearTimeout(retry);
  if (socket?.readyState <= WebSocket.OPEN) return;
  socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/ws?lang=${language}`);
  socket.addEventListener("open", opened);
  socket.addEventListener("close", (event) => { if (event.target === socket) closed(event); });
  socket.addEventListener("message", (event) => hear(JSON.parse(event.data)));
}

// A connection can be dead without knowing: one that is silent to a message is given up.
function abandon(silent) {
  if (silent !== socket) return;
  socket = undefined;
  silent.close();
  closed({});
}

function opened() {
  setTimeout(settled, PATIENCE);
  clearTimeout(complaint);
  say("");
  send({ type: "since", seq: seen });
  waiting.forEach(send);
}

function closed(event) {
  if (event.code === TOO_BIG && waiting.length) refused(waiting[0].id, words.too_long);
  clearTimeout(complaint);
  complaint = setTimeout(() => say(words.away), PATIENCE);
  retry = setTimeout(connect, wait * (0.75 + Math.random() / 2));
  wait = Math.min(LONGEST_WAIT, wait * 1.7);
}

function send(frame) {
  if (socket?.readyState !== WebSocket.OPEN) return;
  socket.send(JSON.stringify(frame));
  const [used, sent] = [socket, performance.now()];
  setTimeout(() => { if (waiting.includes(frame) && heard < sent) abandon(used); }, LONGEST_SILENCE);
}

function hear(frame) {
  wait = FIRST_WAIT;
  heard = performance.now();
  if (frame.type === "messages") showAll(frame);
  if (frame.type === "ack") taken(frame.id);
  if (frame.type === "typing") startTyping();
  if (frame.type === "suggestions") suggest(frame);
  if (frame.type === "error") complain(frame);
}

function complain(frame) {
  say(words[frame.code] ?? "");
  // What could not be read has no id: it is the first that waits, for they are taken in order.
  if (frame.code !== "slow_down") return refused(frame.id ?? waiting[0]?.id, words[frame.code]);
  const late = waiting.find((one) => one.id === frame.id);
  if (late) setTimeout(() => { say(""); send(late); }, frame.wait * 1_000);
}

function refused(id, why) {
  const frame = waiting.find((one) => one.id === id);
  taken(id);
  byId(`m-${id}`)?.remove();
  if (frame?.type === "ask" && !field.value) field.value = frame.text;
  enableButtons();
  say(why ?? "");
  arrange();
}

const say = (text) => { status.textContent = text; };

// --- The conversation.

function showAll({ messages, seq }) {
  const atEnd = nearBottom();
  messages.forEach(show);
  seen = seq;
  arrange();
  const shown = messages.map(({ id }) => byId(`m-${id}`));
  if (atEnd) toBottom(shown.find((one) => one?.matches(".new:not(.mine)")));
}

function show(message) {
  const old = byId(`m-${message.id}`);
  if (message.deleted && message.ours) return old?.remove();
  if (message.ours) { stopTyping(); enableButtons(); }
  const element = message.ours ? answer(message) : question(message);
  element.id = `m-${message.id}`;
  element.dataset.position = message.position;
  old?.remove();
  element.classList.toggle("new", !old && Date.now() - message.at < 10_000);
  place(element, message.position);
}

function place(element, position) {
  let before = log.lastElementChild;
  while (before && Number(before.dataset.position) > position) before = before.previousElementSibling;
  if (before) before.after(element);
  else log.prepend(element);
}

function showWaiting({ id, text, files }) {
  if (byId(`m-${id}`)) return;
  const element = question({ text, files, at: Date.now() });
  element.id = `m-${id}`;
  element.dataset.position = Number.MAX_SAFE_INTEGER;
  element.classList.add("pending", "new");
  element.querySelector(".meta").textContent = words.sending;
  log.append(element);
  arrange();
}

function question({ text, at, removed, deleted, files = [], reached, reaction }) {
  const element = make("div", deleted ? "message mine gone" : "message mine");
  const body = make("div", "body");
  body.append(make("span", "hidden", words.you));
  if (text || deleted) body.append(make("div", "words", deleted ? words.deleted : text));
  for (const { name } of files) body.append(make("div", "words file", name));
  const line = meta(at, removed ? words.removed : "");
  if (reached) line.append(tick());
  body.append(line);
  if (reaction) body.append(make("span", "reaction", reaction));
  element.append(body);
  return element;
}

function tick() {
  const element = make("span", "reached", "✓");
  element.role = "img";
  element.ariaLabel = element.title = words.reached;
  return element;
}

function fileLink({ name, size, address }) {
  const shown = size ? `${name} · ${megabytes.format(Math.max(0.1, size / 1e6))}` : name;
  const link = make("a", "button quiet file", shown);
  Object.assign(link, { href: address, target: "_blank", rel: "noopener" });
  return link;
}

function answer({ id, html, buttons, at, files = [], reaction }) {
  const element = make("div", "message");
  const body = make("div", "body");
  const said = make("div", "words prose");
  said.innerHTML = html; // written by our server, which escapes every character that is not its own
  for (const link of said.querySelectorAll("a")) link.target = "_blank";
  body.append(make("span", "hidden", words.bot));
  if (html) body.append(said);
  body.append(...files.map(fileLink));
  if (buttons.length) body.append(buttonsUnder(id, buttons));
  body.append(meta(at));
  if (reaction) body.append(make("span", "reaction", reaction));
  const avatar = make("span", "avatar");
  avatar.ariaHidden = "true";
  element.append(avatar, body);
  return element;
}

function meta(at, note = "") {
  const line = make("div", "meta");
  const moment = new Date(at);
  const today = moment.toDateString() === new Date().toDateString();
  const time = make("time", "", (today ? clock : calendar).format(moment));
  time.dateTime = moment.toISOString();
  if (note) line.append(make("span", "", note));
  line.append(time);
  return line;
}

function buttonsUnder(message, rows) {
  const element = make("div", "buttons");
  rows.forEach((row, number) => {
    // What stands alone is of another kind than what follows side by side: entries, then topics.
    if (number && rows[number - 1].length === 1 && row.length > 1) element.append(make("span", "turn"));
    element.append(...row.map((one) => (one.url ? linkButton(one) : pressButton(message, one))));
  });
  return element;
}

function linkButton({ label, url }) {
  const link = make("a", "button quiet", label);
  Object.assign(link, { href: url, target: "_blank", rel: "noopener nofollow" });
  return link;
}

function pressButton(message, { label, command }) {
  const button = make("button", "button quiet", label);
  button.type = "button";
  button.addEventListener("click", () => {
    if (button.ariaDisabled === "true") return;
    button.ariaDisabled = "true";
    setTimeout(enableButtons, 3_000);
    submit({ type: "press", id: newId(), message, command });
  });
  return button;
}

function enableButtons() {
  for (const button of log.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

// Until the first answers are in, nothing is announced, and who has talked to us is not greeted.
const TALKED = "talked";

function settled() {
  log.ariaBusy = "false";
  arrange();
}

function arrange() {
  const empty = !log.childElementCount;
  if (!empty) localStorage.setItem(TALKED, "yes");
  welcome.hidden = !empty;
  if (empty) log.removeAttribute("tabindex");
  else log.tabIndex = 0;
}

const nearBottom = () => talk.scrollHeight - talk.scrollTop - talk.clientHeight < 160;

// An answer longer than the page is read from its beginning.
const toBottom = (first) => requestAnimationFrame(() => {
  const above = first ? first.getBoundingClientRect().top - talk.getBoundingClientRect().top : Infinity;
  talk.scrollTop = Math.min(talk.scrollHeight, talk.scrollTop + above - 24);
});

// A keyboard that opens, or a phone that is turned, leaves in sight what was read last.
// A scroll that is told after the change of size was before it, and says nothing of where one is.
let atItsEnd = true;
let height = talk.clientHeight;
talk.addEventListener("scroll", () => {
  if (talk.clientHeight === height) atItsEnd = nearBottom();
}, { passive: true });
new ResizeObserver(() => {
  height = talk.clientHeight;
  if (atItsEnd) toBottom();
}).observe(talk);

let typingSoon, typingOver;

function startTyping() {
  stopTyping();
  typingSoon = setTimeout(() => { typing.hidden = false; toBottom(); }, 250);
  typingOver = setTimeout(stopTyping, 6_000);
}

function stopTyping() {
  clearTimeout(typingSoon);
  clearTimeout(typingOver);
  typing.hidden = true;
}

// --- Suggestions while typing.

const PAUSE = 120;
let pause, latest;
let chosen = -1;

function soonSuggest() {
  clearTimeout(pause);
  latest = null;
  const text = field.value.trim();
  if (text.length < 2 && text !== "/") return hideSuggestions();
  pause = setTimeout(() => {
    latest = newId();
    send({ type: "suggest", id: latest, text: wellFormed(text.slice(0, 200)) });
  }, PAUSE);
}

function suggest({ id, items }) {
  if (id !== latest) return;
  hideSuggestions();
  list.replaceChildren(...items.map(option));
  list.hidden = !items.length;
  if (items.length) say(words.suggested);
}

function option({ text, title }, index) {
  const element = make("li", "");
  element.id = `option-${index}`;
  element.role = "option";
  element.ariaSelected = "false";
  element.dataset.text = text;
  if (text !== title) element.append(make("code", "", text));
  element.append(make("span", "", title));
  element.addEventListener("pointerdown", (event) => { event.preventDefault(); pick(element); });
  return element;
}

function hideSuggestions() {
  if (status.textContent === words.suggested) say("");
  list.hidden = true;
  list.replaceChildren();
  chosen = -1;
  field.removeAttribute("aria-activedescendant");
}

function choose(step) {
  const options = [...list.children];
  chosen = (chosen + step + options.length + (chosen < 0 && step < 0 ? 1 : 0)) % options.length;
  options.forEach((one, index) => { one.ariaSelected = String(index === chosen); });
  field.setAttribute("aria-activedescendant", options[chosen].id);
  options[chosen].scrollIntoView({ block: "nearest" });
}

function pick(element) {
  field.value = "";
  finish(element.dataset.text);
}

function finish(text) {
  clearTimeout(pause);
  latest = null;
  hideSuggestions();
  grow();
  ask(text);
  field.focus();
}

// --- Hands on the page.

// Enter also ends the writing of a Chinese, Japanese or Korean word; Safari tells it only by 229.
const composes = (event) => event.isComposing || event.keyCode === 229;

const grow = () => { field.rows = Math.min(6, field.value.split("\n").length); };

function pressKey(event) {
  const open = !list.hidden;
  if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) choose(event.key === "ArrowDown" ? 1 : -1);
  else if (open && event.key === "Escape") hideSuggestions();
  else if (event.key === "Enter" && !event.shiftKey && !composes(event)) composer.requestSubmit();
  else return;
  event.preventDefault();
}

field.addEventListener("keydown", pressKey);
field.addEventListener("input", soonSuggest);
field.addEventListener("input", grow);
field.addEventListener("blur", hideSuggestions);
composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = list.children[chosen]?.dataset.text ?? field.value;
  field.value = "";
  finish(text);
});
byId("attach").addEventListener("click", () => picker.click());
picker.addEventListener("change", () => { addFiles(picker.files); picker.value = ""; });
field.addEventListener("paste", (event) => {
  if (!event.clipboardData.files.length) return;
  event.preventDefault();
  addFiles(event.clipboardData.files);
});
welcome.addEventListener("click", (event) => {
  const button = event.target.closest("[data-ask]");
  if (!button) return;
  ask(button.dataset.ask);
  log.focus({ preventScroll: true });
});
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
addEventListener("online", connect);

document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") for (const open of document.querySelectorAll("details[open]")) open.open = false;
});

welcome.hidden = localStorage.getItem(TALKED) !== null;
waiting.filter((frame) => frame.type === "ask").forEach(showWaiting);
complaint = setTimeout(() => say(words.connecting), PATIENCE);
connect();
