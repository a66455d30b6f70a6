"""What `make bench` runs: real paths, durable and sealed, each beside something measured in the same run."""
