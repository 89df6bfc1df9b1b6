"""The tabs of the page. Only these files, and `app.py`, import Gradio."""
