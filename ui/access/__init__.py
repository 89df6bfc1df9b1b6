"""Who may use the page, and how often: accounts, throttles, limits, request middleware."""
