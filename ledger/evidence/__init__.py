"""Evidence that leaves the office: checkpoints, proofs, bundles, and the check of what is stored."""
