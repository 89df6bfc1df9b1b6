"""Is search good? Judged collections, beside other libraries."""
