"""ZIP packages of XML (Word, PowerPoint, Excel, EPUB), and what their readers share with others."""
