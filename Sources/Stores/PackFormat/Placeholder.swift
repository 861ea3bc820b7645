// Placeholder until the first file of PackFormat is written.
