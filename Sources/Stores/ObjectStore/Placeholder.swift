// Placeholder until the first file of ObjectStore is written.
