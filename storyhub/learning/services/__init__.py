"""What staff do with entries and answers. The only place that writes them."""
