// Placeholder until the first file of RepositoryCore is written.
