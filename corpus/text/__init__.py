"""Pure text to spans: tokens, phrases, languages, dates and quantities. Knows no documents."""
