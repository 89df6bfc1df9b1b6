"""Is it fast? Building, asking and starting, beside other libraries and the machine."""
