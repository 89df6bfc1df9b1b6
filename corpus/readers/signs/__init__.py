"""Signs inside words and lines: ligatures, raised figures, line ends, note marks; all readers share them."""
