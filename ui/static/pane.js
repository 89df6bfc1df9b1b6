// The evidence pane: cards, documents, the quotation next to a citation under the pointer. Gradio
// provides `element` and `server`.
const $ = (selector, from = element) => from.querySelector(selector);
const all = (selector, from = element) => [...from.querySelectorAll(selector)];
const phone = window.matchMedia("(max-width: 860px)");
const reducedMotion = window.matchMedia("(prefers-reduced-motion: reduce)");
const pane = $("#evidence"),
  cards = $("#cards"),
  reader = $("#reader"),
  peek = $("#peek"),
  hint = cards.innerHTML;
let opener = null; // the citation that opened the pane; Escape returns the focus to it
let cardsAt = 0; // scroll position of the cards before a document was opened

// Calls a function of the server. Errors are values under `error`, and so is a server that does not
// respond.
async function call(name, data) {
  try {
    return (await server[name](data)) ?? { error: "The server sent no reply. Ask again." };
  } catch {
    return { error: "The server does not respond. Check that Parallax is still running, then ask again." };
  }
}

function showToast(sentence, label, undo) {
  const toast = $("#toast");
  toast.replaceChildren(sentence);
  if (label) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.onclick = () => {
      undo();
      toast.replaceChildren();
    };
    toast.append(" ", button);
  }
  clearTimeout(showToast.timer);
  showToast.timer = setTimeout(() => toast.replaceChildren(), 8000);
}

// Of the cards of an answer, those that its filter by grade lets through.
const listShown = () => all(".cards.is-shown .source", cards).filter((card) => !isFilteredOut(card));

function isFilteredOut(card) {
  const grade = card.closest(".cards").dataset.grade;
  return Boolean(grade) && (grade === "sound") !== card.classList.contains("is-sound");
}

function filterByGrade(group, grade) {
  group.dataset.grade = $(".by-grade select", group).value = grade;
  showPosition();
}

// The cards of all answers stay in the page; those of one answer are shown.
function addCards(ordinal, html) {
  const group = document.createElement("section");
  group.className = "cards";
  group.id = `evidence-${ordinal}`;
  group.innerHTML = html;
  if ($(".hint", cards) && !$(".cards", cards)) cards.replaceChildren();
  cards.append(group);
  showCards(ordinal);
}

function showCards(ordinal) {
  closeReader();
  for (const group of all(".cards", cards))
    group.classList.toggle("is-shown", group.id === `evidence-${ordinal}`);
  showPosition();
}

function clearPane() {
  closeReader();
  cards.innerHTML = hint;
  opener = null;
  document.body.classList.remove("pane-open");
  showPosition();
}

function showPosition() {
  const group = listShown(),
    active = group.findIndex((c) => c.classList.contains("is-active"));
  $(".position").textContent = group.length
    ? active < 0
      ? `${group.length} sources`
      : `${active + 1} of ${group.length}`
    : "";
  for (const button of all(".step")) button.disabled = !group.length;
}

function activate(card, link) {
  closeReader();
  for (const group of all(".cards", cards)) group.classList.toggle("is-shown", group.contains(card));
  if (isFilteredOut(card)) filterByGrade(card.closest(".cards"), "");
  for (const source of all(".source.is-active", cards)) source.classList.remove("is-active");
  for (const citation of all("a.cite.is-current")) citation.classList.remove("is-current");
  for (const citation of all(`a.cite[href="#${card.id}"]`)) citation.classList.add("is-current");
  card.classList.add("is-active");
  if (link) opener = link;
  if (phone.matches) document.body.classList.add("pane-open");
  card.scrollIntoView({ block: "start" });
  $("mark", card).scrollIntoView({ block: "nearest" });
  card.focus({ preventScroll: true });
  showPosition();
}

function step(by) {
  const group = listShown();
  if (!group.length) return;
  const active = group.findIndex((c) => c.classList.contains("is-active"));
  const inReader = !reader.hidden && active >= 0, // not the passages of a count
    next = group[Math.max(0, Math.min(group.length - 1, active + by))];
  activate(next, $(`a.cite[href="#${next.id}"]`));
  if (inReader) openDocument(next);
}

function closePane() {
  closeReader();
  document.body.classList.remove("pane-open");
  if (opener && opener.isConnected) opener.focus({ preventScroll: !phone.matches });
}

// The source behind a card, from the stored answer.
function findSource(card) {
  const [, ordinal, n] = card.id.match(/^source-(\d+)-(\d+)$/);
  const record = chat.turns[ordinal - 1]?.record;
  return record && { record, n: Number(n), source: record.answer.sources.find((s) => s.n === Number(n)) };
}

async function openDocument(card) {
  const found = findSource(card);
  if (!found) return;
  const sent = {
    n: found.n,
    sources: found.record.answer.sources.map(({ n, document_id, sha256, start, end }) => ({
      n,
      document_id,
      sha256,
      start,
      end,
    })),
  };
  const reply = await call("open_document", sent);
  if (reply.error) return showToast(reply.error);
  const [head, body] = openReader(reply.title);
  const views = { Text: reply.text, Pages: reply.pages };
  const show = (name) => {
    body.innerHTML = views[name];
    $(".as", head).textContent = name === "Pages" ? "Text" : "Pages";
    if (name === "Pages") drawPages(body, sent);
    ($("mark.is-current", body) ?? $(".page.is-current", body))?.scrollIntoView({
      block: name === "Pages" ? "start" : "center",
    });
  };
  $(".as", head).hidden = !reply.pages;
  $(".as", head).onclick = () => show($(".as", head).textContent);
  show(reply.pages ? "Pages" : "Text");
  $("h3", head).focus({ preventScroll: true });
}

// Shows an empty reader in the place of the cards.
function openReader(title) {
  cardsAt = pane.scrollTop;
  const head = document.createElement("div");
  head.className = "reader-head";
  head.innerHTML =
    '<button type="button" class="back">← Cards</button><h3 tabindex="-1"></h3>' +
    '<button type="button" class="as" hidden></button>';
  $("h3", head).textContent = title;
  const body = document.createElement("div");
  reader.replaceChildren(head, body);
  cards.hidden = true;
  reader.hidden = false;
  return [head, body];
}

// A page is drawn when it is about to be scrolled into view, so that a book of a thousand pages opens at
// once.
function drawPages(body, sent) {
  const observer = new IntersectionObserver(
    async (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting || target.dataset.drawn) continue;
        target.dataset.drawn = "yes";
        const reply = await call("draw", { ...sent, page: Number(target.dataset.page) });
        if (reply.error) {
          showToast(reply.error);
          continue;
        }
        target.insertAdjacentHTML(
          "afterbegin",
          `<img alt="Page ${target.dataset.page}" src="${reply.picture}">${reply.marks}`,
        );
        if (target.classList.contains("is-current"))
          $("mark.is-current", target)?.scrollIntoView({ block: "center" });
      }
    },
    { root: pane, rootMargin: "600px" },
  );
  for (const page of all(".page", body)) observer.observe(page);
}

function closeReader() {
  if (reader.hidden) return;
  reader.hidden = true;
  reader.replaceChildren();
  cards.hidden = false;
  pane.scrollTop = cardsAt;
}

// The quotation next to the citation, on hover and on keyboard focus; Escape and leaving hide it.
function showPeek(link) {
  const card = document.getElementById(link.hash.slice(1)),
    found = card && findSource(card);
  if (!found) return;
  clearTimeout(showPeek.timer);
  const { source } = found,
    work = source.references[0];
  const words = source.quote.replace(/\s+/g, " ");
  const quote = document.createElement("q"),
    details = document.createElement("p");
  quote.textContent = words.length > 420 ? `${words.slice(0, 420)}…` : words;
  const place =
    source.is_brief && work ? [work.author, work.title] : [source.title, source.locator];
  details.textContent = [...place, work?.publisher, work?.date]
    .filter(Boolean)
    .join(" · ");
  peek.replaceChildren(quote, details);
  peek.className = card.className.match(/side-\d/)?.[0] ?? "";
  peek.hidden = false;
  link.setAttribute("aria-describedby", "peek");
  const at = link.getBoundingClientRect(),
    size = peek.getBoundingClientRect(),
    room = window.innerHeight - at.bottom;
  peek.style.left = `${Math.max(8, Math.min(at.left - 20, window.innerWidth - size.width - 8))}px`;
  peek.style.top = `${room > size.height + 12 ? at.bottom + 6 : Math.max(8, at.top - size.height - 6)}px`;
}

function hidePeek() {
  clearTimeout(showPeek.timer);
  peek.hidden = true;
  for (const link of all("a.cite[aria-describedby]")) link.removeAttribute("aria-describedby");
}

const leavePeek = () => {
  clearTimeout(showPeek.timer);
  showPeek.timer = setTimeout(hidePeek, 180);
};
element.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "mouse") return;
  if (event.target.closest("#peek")) return clearTimeout(showPeek.timer);
  const link = event.target.closest("a.cite");
  if (!link) return;
  clearTimeout(showPeek.timer);
  showPeek.timer = setTimeout(() => showPeek(link), peek.hidden ? 90 : 0);
});
element.addEventListener("pointerout", (event) => {
  if (event.target.closest("a.cite, #peek")) leavePeek();
});
element.addEventListener("focusin", (event) => {
  if (event.target.matches("a.cite:focus-visible")) showPeek(event.target);
});
element.addEventListener("focusout", (event) => {
  if (event.target.matches("a.cite")) hidePeek();
});

element.addEventListener("change", (event) => {
  if (event.target.matches(".by-grade select"))
    filterByGrade(event.target.closest(".cards"), event.target.value);
});

element.addEventListener("click", (event) => {
  const link = event.target.closest("a.cite"),
    card = link && document.getElementById(link.hash.slice(1));
  if (link) event.preventDefault();
  if (card) {
    hidePeek();
    activate(card, link);
  } else if (event.target.closest(".pane-close")) closePane();
  else if (event.target.closest(".back")) back();
  else if (event.target.closest(".step")) step(Number(event.target.closest(".step").dataset.step));
  else if (event.target.closest("[data-open]")) {
    const source = event.target.closest(".source");
    activate(source);
    openDocument(source);
  }
});

function back() {
  closeReader();
  ($(".source.is-active", cards) ?? opener)?.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !element.checkVisibility()) return;
  const typing = event.target.matches("input, textarea, select"),
    inPane = pane.contains(event.target);
  if (event.key === " " && event.target.matches("a.cite, a.count")) {
    event.preventDefault();
    event.target.click();
  } else if (event.key === "Escape") {
    if (!peek.hidden) hidePeek();
    else if (!reader.hidden) back();
    else if (inPane || document.body.classList.contains("pane-open")) closePane();
  } else if (!typing && (event.key === "j" || (inPane && reader.hidden && event.key === "ArrowDown"))) {
    event.preventDefault();
    step(1);
  } else if (!typing && (event.key === "k" || (inPane && reader.hidden && event.key === "ArrowUp"))) {
    event.preventDefault();
    step(-1);
  } else if (!typing && event.key === "/") {
    event.preventDefault();
    $("#question").focus();
  } else if (!typing && event.key === "o" && $(".source.is-active", cards) && reader.hidden) {
    openDocument($(".source.is-active", cards));
  }
});
