"""Pages that draw from many features: the network's, the town's, the teller's own story."""
