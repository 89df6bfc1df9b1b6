"""Origins: which sentences go back to the same published work, credited source or text."""
