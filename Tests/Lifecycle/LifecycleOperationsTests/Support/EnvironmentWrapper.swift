import EnvironmentAdapters
import IntegrationModel
import LosslessJSON

/// An environment in front of another one; what it does not say otherwise goes through.
///
/// What environments need not do, such as keeping copies, it does not.
protocol EnvironmentWrapper: Environment {
  var inner: any Environment { get }
}

extension EnvironmentWrapper {
  var location: String { inner.location }

  func survey<Worker, Summary: Sendable>(
    reusing cache: SurveyCache<Summary>?, makeWorker: @Sendable () -> Worker,
    _ summarise: @Sendable (Worker, EnvironmentDocument) -> Summary
  ) throws(EnvironmentError) -> EnvironmentSurvey<Summary> {
    try inner.survey(reusing: cache, makeWorker: makeWorker, summarise)
  }

  func read<Worker, Result: Sendable>(
    _ keys: [ResourceKey], makeWorker: @Sendable () -> Worker,
    _ transform: @Sendable (Worker, EnvironmentDocument) -> Result
  ) throws(EnvironmentError) -> [Result] {
    try inner.read(keys, makeWorker: makeWorker, transform)
  }

  func document(_ key: ResourceKey) throws(EnvironmentError) -> EnvironmentDocument? {
    try inner.document(key)
  }

  func create(
    _ kind: ResourceKind, _ document: JSONValue
  ) throws(EnvironmentError) -> EnvironmentDocument {
    try inner.create(kind, document)
  }

  func restore(
    _ key: ResourceKey, _ document: JSONValue
  ) throws(EnvironmentError) -> EnvironmentDocument? {
    try inner.restore(key, document)
  }

  func update(
    _ key: ResourceKey, to document: JSONValue, expecting version: String
  ) throws(EnvironmentError) -> EnvironmentDocument {
    try inner.update(key, to: document, expecting: version)
  }

  func delete(_ key: ResourceKey, expecting version: String) throws(EnvironmentError) {
    try inner.delete(key, expecting: version)
  }
}
