"""Facts for reading, made from events alone: inserted, signed, never updated."""
