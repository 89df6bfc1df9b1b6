"""Is it fast? Building, asking and starting, compared with other libraries and with the machine."""
