"""Rich Text Format (RTF), by Microsoft's specification 1.9.1."""
