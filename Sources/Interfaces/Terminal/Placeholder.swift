// Placeholder until the first file of Terminal is written.
