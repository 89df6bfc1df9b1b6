"""Formats that are ZIP packages of XML: Word, PowerPoint, Excel and EPUB."""
