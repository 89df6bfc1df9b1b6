"""What a file has that its reader leaves out of the text, by kind: counted, so that it can be named."""
