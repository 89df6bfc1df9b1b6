// The passages behind a count of an answer, in the place of its cards.
async function openPassages(link) {
  const [ordinal, theme, topic] = link.hash.slice("#theme-".length).split("-").map(Number);
  const answer = chat.turns[ordinal - 1]?.record?.answer;
  if (!answer) return;
  const { subject, aspect, topics } = answer.themes[theme];
  const reply = await call("open_passages", {
    build: answer.index.build,
    subject,
    aspect,
    ...topics[topic],
  });
  if (reply.error) return showToast(reply.error);
  for (const source of all(".source.is-active", cards)) source.classList.remove("is-active");
  for (const citation of all("a.cite.is-current")) citation.classList.remove("is-current");
  showCards(ordinal);
  const [head, body] = openReader(reply.title);
  body.id = link.hash.slice(1);
  body.innerHTML = reply.html;
  opener = link;
  if (phone.matches) document.body.classList.add("pane-open");
  pane.scrollTop = 0;
  $("h3", head).focus({ preventScroll: true });
}

element.addEventListener("click", (event) => {
  const link = event.target.closest("a.count");
  if (!link) return;
  event.preventDefault();
  openPassages(link);
});
