// Conversations: stored, listed, opened again, deleted. Uses what ask.js defines.
// The page says when a conversation cannot be stored; it never deletes another one to make room.
function save(here) {
  try {
    localStorage.setItem(STORAGE_PREFIX + here.id, JSON.stringify(here));
    if (here === chat) sessionStorage.setItem("parallax.now", here.id);
  } catch {
    showToast(
      "The browser has no room left to keep this conversation. Delete old ones under “Conversations”.",
    );
  }
}

function readStored(id) {
  try {
    const found = JSON.parse(localStorage.getItem(STORAGE_PREFIX + id));
    return Array.isArray(found?.turns) ? found : null;
  } catch {
    return null;
  }
}

function listStored() {
  const ids = Object.keys(localStorage)
    .filter((key) => key.startsWith(STORAGE_PREFIX))
    .map((key) => key.slice(STORAGE_PREFIX.length));
  return ids
    .map(readStored)
    .filter((c) => c?.turns.length)
    .sort((a, b) => b.at - a.at);
}

async function restore(id) {
  const found = readStored(id);
  if (!found) return;
  const [settled, open] = [true, false].map((is) => found.turns.filter((t) => t.settled === is));
  const reply = await call("show", { turns: settled });
  if (reply.error) return showToast(reply.error);
  resetChat();
  chat = { ...found, turns: settled };
  sessionStorage.setItem("parallax.now", id);
  reply.turns.forEach((shown, i) => showReply(addTurn(settled[i].question), i + 1, shown));
  turns.lastElementChild?.scrollIntoView({ block: "start" });
  for (const turn of open) ask(turn.question, turn);
}

function resetChat() {
  chat = createChat();
  sessionStorage.removeItem("parallax.now");
  turns.replaceChildren();
  welcome.hidden = false;
  panes.classList.remove("has-turns");
  clearPane();
  conversation.scrollTop = 0;
}

function renderConversations() {
  const list = $("#past ul"),
    stored = listStored();
  list.replaceChildren(
    ...stored.map((conversation) => {
      const item = document.createElement("li"),
        open = document.createElement("button"),
        drop = document.createElement("button"),
        when = document.createElement("span");
      open.type = drop.type = "button";
      open.className = "open";
      open.textContent = conversation.turns[0].question.trim() || "(empty question)";
      const count = conversation.turns.length;
      const questions = `${count} ${count === 1 ? "question" : "questions"}`;
      when.textContent = `${new Date(conversation.at).toLocaleDateString()}, ${questions}`;
      open.append(when);
      if (conversation.id === chat.id) open.setAttribute("aria-current", "true");
      open.onclick = () => {
        $("#past").open = false;
        restore(conversation.id);
      };
      drop.className = "drop";
      drop.textContent = "×";
      drop.setAttribute("aria-label", `Delete the conversation ${conversation.turns[0].question}`);
      drop.onclick = () => deleteConversation(conversation);
      item.append(open, drop);
      return item;
    }),
  );
  if (!stored.length)
    list.innerHTML = '<li class="hint">No conversations yet. They are kept in this browser only.</li>';
}

function deleteConversation(conversation) {
  localStorage.removeItem(STORAGE_PREFIX + conversation.id);
  if (conversation.id === chat.id) resetChat();
  renderConversations();
  showToast("Conversation deleted.", "Undo", () => {
    localStorage.setItem(STORAGE_PREFIX + conversation.id, JSON.stringify(conversation));
    renderConversations();
  });
}

