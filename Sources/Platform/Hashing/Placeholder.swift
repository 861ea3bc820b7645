// Placeholder until the first file of Hashing is written.
