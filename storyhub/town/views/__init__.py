"""The network's page, the town's page, and *my story*."""
