// Placeholder until the first file is written.
