// Saves a file that the server sent as its name, media type and content in base 64.
function saveFile({ name, type, content }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(
    new Blob([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], { type }),
  );
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
