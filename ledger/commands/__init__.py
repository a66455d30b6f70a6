"""What an officer can ask for: one module a noun, one function a verb."""
