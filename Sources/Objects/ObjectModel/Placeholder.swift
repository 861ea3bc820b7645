// Placeholder until the first file of ObjectModel is written.
