// Placeholder until the first file of StructuralDiff is written.
