// Placeholder until the first file of LosslessJSON is written.
