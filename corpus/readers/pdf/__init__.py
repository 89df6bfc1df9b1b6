"""PDF: PDFium gives runs of characters, geometry turns them into paragraphs; pages can be drawn."""
