public import IntegrationModel
public import LosslessJSON

/// A place where integrations run: an account, reached through an adapter.
///
/// Reads may run on several threads at once; writes come one at a time. Every document has a
/// version, and a write names the version it was made for, so that nobody's change is overwritten.
public protocol Environment: Sendable {
  /// What the environment is called in messages, such as `dir:/accounts/production`.
  var location: String { get }

  /// Reads every document once and summarises it; nothing else is kept.
  ///
  /// - Parameters:
  ///   - makeWorker: Called once per thread; what it returns stays on that thread.
  ///   - cache: What an earlier survey gave; documents that have not changed since are not read.
  func survey<Worker, Summary: Sendable>(
    reusing cache: SurveyCache<Summary>?, makeWorker: @Sendable () -> Worker,
    _ summarise: @Sendable (Worker, EnvironmentDocument) -> Summary
  ) throws(EnvironmentError) -> EnvironmentSurvey<Summary>

  /// Looks for what changed since an earlier survey, reading nothing but what was edited.
  func glance(at memory: some SurveyMemory) throws(EnvironmentError) -> SurveyGlance

  /// Reads documents and turns each into something, in the order of the keys.
  ///
  /// Documents that the last survey has read may be given as they were then, once; ``document(_:)``
  /// gives them as they are.
  ///
  /// - Throws: `.notFound` for a document that is not there.
  func read<Worker, Result: Sendable>(
    _ keys: [ResourceKey], makeWorker: @Sendable () -> Worker,
    _ transform: @Sendable (Worker, EnvironmentDocument) -> Result
  ) throws(EnvironmentError) -> [Result]

  /// Reminds an environment that was not surveyed where documents are, so that it need not look for
  /// them.
  func recall(_ places: [(key: ResourceKey, place: DocumentPlace)])

  /// Lets go of what it holds of the state that was looked at: the next look is a new one, and what is
  /// read until then is as it is.
  func letGo()

  /// Reads one document, or returns `nil` if there is none.
  func document(_ key: ResourceKey) throws(EnvironmentError) -> EnvironmentDocument?

  /// Creates a document; the environment makes its id.
  func create(
    _ kind: ResourceKind, _ document: JSONValue
  ) throws(EnvironmentError) -> EnvironmentDocument

  /// Brings a deleted document back under its id, or returns `nil` if the environment cannot.
  ///
  /// - Throws: `.exists` if there is a document of that key.
  func restore(
    _ key: ResourceKey, _ document: JSONValue
  ) throws(EnvironmentError) -> EnvironmentDocument?

  /// Keeps a copy of a document that is about to be deleted, where deleting does not keep one.
  func keep(_ document: EnvironmentDocument) throws(EnvironmentError)

  /// What the environment still has of a deleted document, or `nil` where it has nothing or does not
  /// show it.
  func remains(of key: ResourceKey) throws(EnvironmentError) -> JSONValue?

  /// Whether a copy is kept of a document out of which a change takes a credential.
  var keepsFormerCredentials: Bool { get }

  /// Keeps a copy of a document out of which a change is about to take a credential, where the
  /// environment keeps such copies.
  func keepFormer(_ document: EnvironmentDocument) throws(EnvironmentError)

  /// The kept copies of a document as it was before such changes, newest first.
  func former(of key: ResourceKey) throws(EnvironmentError) -> [JSONValue]

  /// Replaces a document.
  ///
  /// - Throws: `.changed` if it is no longer in the expected version, `.notFound` if it is gone.
  func update(
    _ key: ResourceKey, to document: JSONValue, expecting version: String
  ) throws(EnvironmentError) -> EnvironmentDocument

  /// Deletes a document.
  ///
  /// - Throws: `.changed` if it is no longer in the expected version, `.notFound` if it is gone.
  func delete(_ key: ResourceKey, expecting version: String) throws(EnvironmentError)

  /// Removes what writes that never ended left behind and no document is.
  ///
  /// - Parameter time: When the operation began whose writes did not end, in seconds since 1970.
  func removeLeftovers(since time: Int64) throws(EnvironmentError)
}

extension Environment {
  /// Sees nothing: an environment that gives no stamps has to be surveyed.
  public func glance(at memory: some SurveyMemory) throws(EnvironmentError) -> SurveyGlance {
    .surveyNeeded
  }

  /// Does nothing: most environments find a document by its key.
  public func recall(_ places: [(key: ResourceKey, place: DocumentPlace)]) {}

  /// Does nothing: most environments hold nothing.
  public func letGo() {}

  /// Does nothing: most environments keep what is deleted by themselves, or keep nothing.
  public func keep(_ document: EnvironmentDocument) throws(EnvironmentError) {}

  /// Has nothing.
  public func remains(of key: ResourceKey) throws(EnvironmentError) -> JSONValue? { nil }

  /// Keeps none: where an account does not show its credentials, nobody can copy them.
  public var keepsFormerCredentials: Bool { false }

  /// Does nothing.
  public func keepFormer(_ document: EnvironmentDocument) throws(EnvironmentError) {}

  /// Has none.
  public func former(of key: ResourceKey) throws(EnvironmentError) -> [JSONValue] { [] }

  /// Does nothing: most environments leave nothing behind.
  public func removeLeftovers(since time: Int64) throws(EnvironmentError) {}
}

/// One document as an environment holds it.
public struct EnvironmentDocument: Sendable {
  /// What the document is called.
  public let key: ResourceKey
  /// The document as the environment wrote it, without a body that is kept beside it.
  public let json: JSONDocument
  /// The body that the environment keeps beside the document, such as a script's source.
  public let text: [UInt8]?
  /// The integration that contains the resource by its place, where documents do not say it.
  public let containerID: String?
  /// Names this state of the document; equal versions are equal documents.
  public let version: String

  public init(
    key: ResourceKey, json: JSONDocument, text: [UInt8]?, containerID: String?, version: String
  ) {
    self.key = key
    self.json = json
    self.text = text
    self.containerID = containerID
    self.version = version
  }

  /// The whole document, with the text in the member where the platform's API has it.
  public var value: JSONValue {
    let value = json.value
    guard let text, let (member, _) = key.kind.textMember, let string = JSONString(bytes: text),
      case .object(var object) = value
    else { return value }
    object[member] = .string(string)
    return .object(object)
  }
}

/// What a look at a whole environment gave.
public struct EnvironmentSurvey<Summary: Sendable>: Sendable {
  /// What became of each document, in no particular order.
  public let summaries: [Summary]
  /// What was left out, in sentences.
  public let warnings: [String]
  /// What the next survey can reuse; empty where the environment gives no stamps.
  public let entries: [SurveyCache<Summary>.Entry]
  /// The folders that were listed.
  public let folders: [SurveyedFolder]
  /// Whether one document may lie in several files.
  public let isShared: Bool
  /// How many documents were read because nothing usable was known of them.
  public let readCount: Int

  /// Makes the result of a survey.
  public init(
    summaries: [Summary], warnings: [String],
    entries: [SurveyCache<Summary>.Entry] = [], folders: [SurveyedFolder] = [],
    isShared: Bool = false, readCount: Int = 0
  ) {
    self.summaries = summaries
    self.warnings = warnings
    self.entries = entries
    self.folders = folders
    self.isShared = isShared
    self.readCount = readCount
  }
}

extension Environment {
  /// Reads every document once and summarises it.
  public func survey<Worker, Summary: Sendable>(
    makeWorker: @Sendable () -> Worker,
    _ summarise: @Sendable (Worker, EnvironmentDocument) -> Summary
  ) throws(EnvironmentError) -> EnvironmentSurvey<Summary> {
    try survey(reusing: nil, makeWorker: makeWorker, summarise)
  }
}
