// Placeholder until the first file of LifecycleOperations is written.
