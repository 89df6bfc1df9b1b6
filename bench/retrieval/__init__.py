"""Is search good? Judged collections, ours compared with other libraries."""
