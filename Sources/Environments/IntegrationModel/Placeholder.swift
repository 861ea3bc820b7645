// Placeholder until the first file of IntegrationModel is written.
