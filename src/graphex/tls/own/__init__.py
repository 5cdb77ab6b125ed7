"""What GraphEx makes itself: the local authority's files, pairs that it issues, and their renewal."""
