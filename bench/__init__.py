"""What is measured: a folder for each question asked. `python -m bench --help` lists the commands."""
