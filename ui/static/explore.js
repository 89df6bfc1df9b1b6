// A click on a mark of a figure, or on its number in a table, asks Python for the sentences behind it.
// They arrive as the value of this element.
const page = document.getElementById("explore");
let opener = null;
let last = null;

function open(mark) {
  last = mark;
  opener = document.activeElement;
  trigger("click", mark);
}

function close() {
  element.classList.remove("is-open");
  if (opener?.isConnected) opener.focus({ preventScroll: true });
}

// An error stands on the button until it is clicked again.
async function exportFigures(button) {
  const reply = await server
    .export_figures(JSON.parse(button.dataset.export))
    .catch(() => ({ error: "The server does not respond. Check that Parallax is still running." }));
  button.title = reply.error ?? "";
  button.textContent = reply.error ?? "Export as CSV";
  if (!reply.error) saveFile(reply);
}

// Plotly reports clicks to its own kind of listener, which each figure gets when it is drawn.
function listen(plot) {
  const meta = plot.layout?.meta;
  if (!meta) return;
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", meta.label);
  if (plot.dataset.listens || !plot.on) return;
  plot.dataset.listens = "yes";
  plot.on("plotly_click", (event) => {
    const [row, column] = event.points[0].customdata;
    open({ figure: plot.layout.meta.figure, row, column });
  });
}
new MutationObserver(() => page.querySelectorAll(".js-plotly-plot").forEach(listen)).observe(page, {
  childList: true,
  subtree: true,
});

page.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches(".mark")) open({ ...button.dataset });
  else if (button.matches(".show-all")) open({ ...last, everything: true });
  else if (button.matches(".export-figures")) exportFigures(button);
  else if (button.matches(".marked-close")) close();
  else if (button.matches(".ask-this")) close(); // ask.js listens on the document and asks the question
});
page.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && element.contains(event.target)) close();
});

watch("value", () => {
  const heading = element.querySelector("h2");
  if (!last || !heading) return;
  element.classList.add("is-open");
  element.scrollTop = 0;
  heading.focus({ preventScroll: true });
});
