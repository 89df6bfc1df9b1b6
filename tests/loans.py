"""The description of a small table of loans, from which tests take a word or put one in."""

SIDECAR = """
title = "Loans"
source = "Ledger"
covers = "All countries, 2019 to 2020."
attribution = "Ledger: Loans."
licence = "CC0"
licence_url = "https://example.org/cc0"
[columns]
subject = "country"
year = "year"
labels = ["lender"]
[reference]
id = "ledger-1"
title = "Loans of the Ledger"
author = "Ledger"
date = "2021-05"
[[measures]]
column = "usd"
name = "loans"
unit = "USD"
aspect = "economic"
sentence = "{subject} took {value} {when}"
adds_over = ["parts", "years"]
asked = ["loan", "borrowed"]
note = "Signed loans only."
[[parts]]
column = "lender"
value = "bank"
name = "banks"
asked = ["bank"]
"""
