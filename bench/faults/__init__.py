"""Does it survive faults? Killed builds, flipped bits, broken files."""
