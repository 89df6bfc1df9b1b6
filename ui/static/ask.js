// The conversation. The browser stores it as answer records, each conversation in one entry of localStorage,
// so that old citations still open after a rebuild or a reload. The server stores nothing.
const STORAGE_PREFIX = "parallax.chat.";
const SEARCHING = "Searching the corpus…";
const panes = $("#panes"),
  conversation = $("#conversation"),
  turns = $(".turns"),
  welcome = $(".welcome"),
  question = $("#question");
let chat = createChat();
let queue = Promise.resolve(); // one question at a time: a follow-up needs the answer before it

function createChat() {
  return {
    id: `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`,
    at: Date.now(),
    turns: [],
  };
}

// `history` holds the earlier questions; a `fresh` question does not depend on those of this conversation.
function ask(text, { fresh = false, history = [], build = "" } = {}) {
  const turn = { question: text, history, build, fresh, record: null, error: null, settled: false },
    here = chat;
  here.turns.push(turn);
  save(here); // a reload before the answer asks it again
  const box = addTurn(text);
  box.scrollIntoView({
    block: "start",
    behavior: reducedMotion.matches || here.turns.length < 2 ? "auto" : "smooth",
  });
  queue = queue.then(() => answerTurn(here, turn, box));
}

async function answerTurn(here, turn, box) {
  const ordinal = here.turns.indexOf(turn) + 1;
  if (!turn.fresh) turn.history = historyBefore(here.turns, ordinal);
  const sent = {
    question: turn.question,
    history: turn.history,
    ordinal,
    build: turn.build,
    ticket: `${here.id}.${ordinal}`,
  };
  call("read", sent).then((reply) => {
    if (!turn.settled && reply.html) $(".reply", box).innerHTML = reply.html;
  });
  const looking = setInterval(() => showPlace(box, turn, sent.ticket), 1000);
  let reply;
  while ((reply = await call("answer", sent)).waiting) {
    showWaiting(box, `${reply.waiting}…`);
    await new Promise((resume) => setTimeout(resume, 400));
  }
  clearInterval(looking);
  Object.assign(turn, { settled: true, record: reply.record ?? null, error: reply.error ?? null });
  save(here);
  if (turn.error && !question.value) question.value = turn.question; // so that it can be corrected
  if (here !== chat) return;
  showReply(box, ordinal, reply);
  if (turn.record && !turn.record.followups) suggestNext(here, turn, box, sent);
  // An error announces itself: it has the role alert.
  $("#announcement").textContent = turn.error
    ? ""
    : `The answer has arrived, with ${turn.record.answer.sources.length} sources.`;
}

// Shows what to ask next: the server tries each question, which takes longer than the answer.
async function suggestNext(here, turn, box, sent) {
  const reply = await call("suggest", { ...sent, ticket: "" });
  if (!reply.followups) return;
  turn.record.followups = reply.followups;
  if (readStored(here.id)) save(here); // it may have been deleted meanwhile
  $(".tools", box)?.insertAdjacentHTML("beforebegin", reply.html);
}

// Shows how many questions of other users come before this one.
async function showPlace(box, turn, ticket) {
  const { waiting } = await call("place", { ticket });
  if (turn.settled || !(waiting || box.queued)) return;
  box.queued = Boolean(waiting);
  showWaiting(box, waiting ? `${waiting}…` : SEARCHING);
}

function historyBefore(turns, ordinal) {
  const last = turns.slice(0, ordinal - 1).findLast((t) => t.record);
  return last ? [...last.history, last.question] : [];
}

function addTurn(text) {
  welcome.hidden = true;
  panes.classList.add("has-turns");
  const box = document.createElement("article"),
    head = document.createElement("h2"),
    reply = document.createElement("div"),
    waiting = document.createElement("p");
  box.className = "turn";
  head.className = "question";
  head.textContent = text.length > 300 ? `${text.slice(0, 300)}…` : text;
  reply.className = "reply";
  waiting.className = "waiting";
  waiting.setAttribute("role", "status");
  box.append(...(text.trim() ? [head] : []), reply, waiting);
  turns.append(box);
  showWaiting(box, SEARCHING);
  return box;
}

function showWaiting(box, sentence) {
  const waiting = $(".waiting", box);
  if (waiting.textContent === sentence) return; // a screen reader would repeat it
  waiting.innerHTML = '<span class="spinner"></span>';
  waiting.append(sentence);
}

function showReply(box, ordinal, reply) {
  $(".waiting", box)?.remove();
  if (reply.html) $(".reply", box).innerHTML = reply.html;
  else {
    $(".reply", box).innerHTML =
      `<div class="answer error" id="answer-${ordinal}"><p role="alert"></p></div>`;
    $(".answer p", box).textContent = reply.error;
  }
  if (reply.cards) addCards(ordinal, reply.cards);
}

// The chips of a question, and the same form on the empty page.
function readForm(form) {
  const values = (name) =>
    all(`[name="${name}"]`, form)
      .filter((i) => i.type !== "checkbox" || i.checked)
      .map((i) => i.value);
  const [topic, period, focus] = ["topic", "period", "focus"].map((name) => values(name)[0] ?? "");
  return {
    sides: values("sides"),
    aspects: values("aspects").length === all('[name="aspects"]', form).length ? [] : values("aspects"),
    topic,
    period,
    focus,
    within: values("within"),
  };
}

async function compose(form) {
  const reply = await call("compose", readForm(form));
  $(".form-note", form).textContent = reply.error ?? "";
  if (reply.question) ask(reply.question, { fresh: true });
}

function renumberSides(form) {
  const chips = all(".chip.side", form);
  chips.forEach((chip, i) => {
    chip.className = `chip side side-${i + 1}`;
    $("input", chip).setAttribute("aria-label", `side ${i + 1}`);
  });
  const add = $("[data-add-side]", form);
  if (add) add.hidden = chips.length >= 6;
  form.classList.add("is-dirty");
}

element.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.matches(".chips")) compose(event.target);
});
element.addEventListener("input", (event) => event.target.closest(".chips")?.classList.add("is-dirty"));

function send() {
  const text = question.value;
  question.value = "";
  ask(text);
}
$("#composer").addEventListener("submit", send);
question.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send();
});

element.addEventListener("click", async (event) => {
  const at = (selector) => event.target.closest(selector);
  if (at("#new")) {
    resetChat();
    question.focus();
  } else if (at("[data-drop]")) {
    const form = at("form");
    at(".chip").remove();
    renumberSides(form);
  } else if (at("[data-add-side]")) {
    at("[data-add-side]").before($("#side-chip").content.cloneNode(true));
    renumberSides(at("form"));
    all(".chip.side input", at("form")).at(-1).focus();
  } else if (at(".permalink")) {
    event.preventDefault();
    const link = at(".permalink").href;
    navigator.clipboard?.writeText(link).then(
      () => showToast("Link copied."),
      () => showToast(link),
    ) ?? showToast(link);
  } else if (at("[data-export]")) {
    exportAnswer(at(".answer").id, at("[data-export]").dataset.export);
    at("details").open = false;
  } else if (at("[data-print]")) window.print();
});
for (const name of ["click", "focusin"]) {
  document.addEventListener(name, (event) => {
    for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
}
$("#past").addEventListener("toggle", () => {
  if ($("#past").open) renderConversations();
});

async function exportAnswer(id, format) {
  const record = chat.turns[Number(id.slice("answer-".length)) - 1].record;
  const reply = await call("export", { record: { answer: record.answer }, format });
  if (reply.error) return showToast(reply.error);
  saveFile(reply);
}

// Any button with `data-question` asks it, wherever on the page it is.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-question]");
  if (!button) return;
  document.getElementById("ask-tab-button")?.click();
  ask(button.dataset.question, { fresh: true });
});

if (!phone.matches) question.focus({ preventScroll: true });
// A link asks its question; a reload continues the conversation.
const asked = new URLSearchParams(location.search);
if (asked.get("q")) {
  window.history.replaceState(null, "", location.pathname);
  ask(asked.get("q"), { fresh: true, history: asked.getAll("h"), build: asked.get("build") ?? "" });
} else if (sessionStorage.getItem("parallax.now")) restore(sessionStorage.getItem("parallax.now"));
