// Placeholder until the first file of FileStorage is written.
