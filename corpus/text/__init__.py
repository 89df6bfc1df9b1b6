"""Pure text to spans: tokens, phrases, languages, dates and figures. Knows no documents."""
