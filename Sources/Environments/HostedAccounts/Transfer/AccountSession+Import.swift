internal import Database
public import EnvironmentAdapters
internal import IntegrationModel
internal import LosslessJSON

extension AccountSession {
  /// Takes every document of an environment into the account, with its id, times and what the server
  /// there knew of it; all or nothing.
  ///
  /// What another platform let pass is not judged. Masks stay masks: their credentials are entered
  /// later.
  ///
  /// - Returns: How many documents were taken.
  /// - Throws: `.conflict` if the account has, or had, a document of the same key.
  public func importDocuments(
    from environment: some Environment
  ) throws(AccountError) -> Int {
    try require(.changeAccount)
    let keys = try Self.keys(of: environment)
    return try store.change(self) { write in
      for start in stride(from: 0, to: keys.count, by: Self.batchCount) {
        let batch = Array(keys[start..<min(keys.count, start + Self.batchCount)])
        let documents = try environment.read(batch, makeWorker: {}) { _, document in
          (document.key, document.value, document.containerID)
        }
        for (key, value, containerID) in documents {
          try write.insertImported(value, as: key, containerID: containerID)
        }
      }
      try AuditRow(
        event: .imported, kind: "account", resourceID: account.id, resourceName: account.name,
        container: nil,
        changes: [
          AuditRow.fieldChange("documents", nil, .number(JSONNumber(keys.count)))
        ]
      ).insert(write.database, self, write.now)
      return keys.count
    }
  }

  /// Writes every document into an environment that takes documents under the ids that they have,
  /// such as an empty folder. Credentials stay here: masks are in their places.
  ///
  /// - Returns: How many documents were written.
  public func exportDocuments(
    to environment: some Environment
  ) throws(AccountError) -> Int {
    try require(.changeAccount)
    let keys = try visibleKeys().sorted {
      ($0.kind.creationTier, $0) < ($1.kind.creationTier, $1)
    }
    for key in keys {
      let value = try document(key).value()
      let written: EnvironmentDocument?
      do throws(EnvironmentError) {
        written = try environment.restore(key, value)
      } catch {
        throw AccountError(.invalid, error.code.rawValue, error.message)
      }
      guard written != nil else {
        throw .invalid(
          "not_supported", "'\(environment.location)' gives documents ids of its own")
      }
    }
    return keys.count
  }

  private static let batchCount = 500

  /// A document may lie in an account's folder several times.
  private static func keys(
    of environment: some Environment
  ) throws(AccountError) -> [ResourceKey] {
    do throws(EnvironmentError) {
      let survey = try environment.survey(makeWorker: {}) { _, document in document.key }
      return Set(survey.summaries).sorted {
        ($0.kind.creationTier, $0) < ($1.kind.creationTier, $1)
      }
    } catch {
      throw AccountError(.invalid, error.code.rawValue, error.message)
    }
  }
}

extension DocumentWrite {
  /// Records a document that comes from elsewhere.
  fileprivate func insertImported(
    _ value: JSONValue, as key: ResourceKey, containerID: String?
  ) throws {
    guard case .object(var object) = value else {
      throw AccountError.invalid("invalid_field", "the document \(key) is no JSON object")
    }
    guard
      try database.row(
        "SELECT 1 FROM documents WHERE account = ? AND kind = ? AND id = ?", account.number,
        key.kind.rawValue, key.id, read: { _ in true }) == nil
    else {
      throw AccountError(
        .conflict, "already_exists",
        "the account has the \(key.kind.singular) '\(key.id)', or has it in the recycle bin")
    }
    let isOffline = object["offline"]?.bool == true
    let runtime = ServerFields.takeRuntime(from: &object)
    if let containerID, object["_integrationId"] == nil {
      object["_integrationId"] = .string(JSONString(containerID))
    }
    let created = Self.time(object["createdAt"]) ?? now
    let modified = Self.time(object["lastModified"]) ?? created
    let draft = DocumentDraft(
      ServerFields.stamped(.object(object), key, createdAt: created, modifiedAt: modified),
      key: key, modifiedAt: modified, known: [:], runtime: runtime, isImported: true,
      session.store)
    try insert(draft, key: key, createdAt: created)
    if isOffline {
      try RuntimeState.set(["offline": true], of: key, account, database)
    }
  }

  private static func time(_ value: JSONValue?) -> Int64? {
    value?.text.flatMap(Timestamp.milliseconds)
  }
}
