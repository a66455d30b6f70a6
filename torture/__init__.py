"""What `make torture` runs: cut power, killed processes, races, mutated files; each checker beside a control."""
