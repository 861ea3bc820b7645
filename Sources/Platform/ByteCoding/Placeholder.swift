// Placeholder until the first file of ByteCoding is written.
