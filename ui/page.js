() => {
  const phone = window.matchMedia("(max-width: 860px)");
  let opener = null;

  // A citation marks its card in the evidence pane; Gradio renders both panes anew, so everything is looked up at the time of the click.
  function activate(link) {
    const card = document.getElementById(link.hash.slice(1));
    if (!card) return;
    const pane = document.getElementById("evidence");
    for (const old of pane.querySelectorAll(".source.is-active")) old.classList.remove("is-active");
    for (const group of pane.querySelectorAll(".cards")) group.classList.toggle("is-shown", group.contains(card));
    for (const old of document.querySelectorAll("a.cite.is-current")) old.classList.remove("is-current");
    for (const same of document.querySelectorAll(`a.cite[href="${link.hash}"]`)) same.classList.add("is-current");
    card.classList.add("is-active");
    opener = link;
    if (phone.matches) document.body.classList.add("pane-open");
    card.scrollIntoView({ block: "start" });
    card.querySelector("mark").scrollIntoView({ block: "nearest" });
    card.focus({ preventScroll: true });
  }

  function close() {
    document.body.classList.remove("pane-open");
    if (opener && opener.isConnected) opener.focus({ preventScroll: phone.matches });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.cite");
    if (link) {
      event.preventDefault();
      activate(link);
    } else if (event.target.closest(".pane-close")) {
      close();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target.matches("a.cite")) {
      event.preventDefault();
      activate(event.target);
    } else if (event.key === "Escape" && event.target.closest("#evidence")) {
      close();
    }
  });

  // A new question, and then its answer, begins at the top of what is visible.
  let seen = 0;
  function followConversation() {
    const turns = document.querySelectorAll("#conversation .turn");
    const now = turns.length + document.querySelectorAll("#conversation .answer").length;
    if (now > seen) {
      turns[turns.length - 1].scrollIntoView({ block: "start" });
      document.getElementById("evidence").scrollTop = 0;
    }
    seen = now;
  }
  new MutationObserver(followConversation).observe(document.body, { childList: true, subtree: true });
}
