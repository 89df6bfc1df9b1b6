"""Text documents (ODT) and spreadsheets (ODS) of LibreOffice and others, by the OpenDocument standard."""
