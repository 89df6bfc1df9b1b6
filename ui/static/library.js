// The tables send clicks on buttons and changed check boxes to Python. When a table is redrawn, the focus
// returns to where it was.
let focused = null;

function address(node) {
  const key = node.dataset.name !== undefined ? "name" : "document";
  return `[data-${key}="${CSS.escape(node.dataset[key])}"]`;
}

element.addEventListener("focusin", (event) => {
  const node = event.target.closest("[data-name], [data-document]");
  focused = node && address(node);
});
element.addEventListener("focusout", (event) => {
  if (event.relatedTarget) focused = null;
});
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-name]");
  if (button) trigger("click", { name: button.dataset.name });
});
element.addEventListener("change", (event) => {
  const box = event.target.closest("input[data-document]");
  if (box) trigger("click", { document: box.dataset.document, wanted: box.checked });
});
watch("value", () => {
  if (focused) element.querySelector(focused)?.focus({ preventScroll: true });
});
