public import EnvironmentAdapters
public import IntegrationModel
import RepositoryCore

/// An environment with the name and the rules that users gave it.
public struct ConnectedEnvironment: Sendable {
  public let name: String
  public let adapter: any Environment
  public let support: LifecycleSupport
  public let isProduction: Bool

  public init(
    name: String, adapter: any Environment, support: LifecycleSupport = LifecycleSupport(),
    isProduction: Bool = false
  ) {
    self.name = name
    self.adapter = adapter
    self.support = support
    self.isProduction = isProduction
  }
}

/// An environment as one look found it.
public struct Account: Sendable {
  public let environment: ConnectedEnvironment
  public let index: AccountIndex
  /// What was left out, in sentences.
  public let warnings: [String]

  /// Looks at everything an environment holds.
  public init(surveying environment: ConnectedEnvironment, catalog: FieldCatalog) throws {
    let survey = try environment.adapter.survey(makeWorker: { ResourceScanner(catalog: catalog) }) {
      scanner, document in
      scanner.summary(
        of: document.json, key: document.key, containerID: document.containerID,
        version: document.version)
    }
    self.environment = environment
    index = AccountIndex(survey.summaries)
    warnings = survey.warnings
  }
}
