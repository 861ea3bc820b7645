// Placeholder until the first file of CommandInterface is written.
