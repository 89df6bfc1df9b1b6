"""One document over HTTP: requests within limits, to public addresses if required, and its file type."""
