// Placeholder until the first file of EnvironmentAdapters is written.
