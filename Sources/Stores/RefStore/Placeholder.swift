// Placeholder until the first file of RefStore is written.
