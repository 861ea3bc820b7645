// Placeholder until the first file of Bundles is written.
