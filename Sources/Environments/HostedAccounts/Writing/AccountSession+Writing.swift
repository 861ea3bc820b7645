internal import Database
public import IntegrationModel
public import LosslessJSON

extension AccountSession {
  /// Creates a document; the server makes its id and sets its own fields.
  ///
  /// - Parameter sourceID: The document that this one is a copy of, as a clone says.
  /// - Throws: `.invalid` with every rule that the document breaks.
  public func create(
    _ kind: ResourceKind, _ document: JSONValue, sourceID: String? = nil
  ) throws(AccountError) -> HostedDocument {
    try store.change(self) { write in try write.create(kind, document, sourceID: sourceID) }
  }

  /// Replaces a document as a whole: what is left out is erased.
  ///
  /// Fields of the server stay as they are, and a mask stands for the credential that is stored in
  /// its place. Writing what is there already changes nothing, not even the version.
  ///
  /// - Parameter version: The version that the caller has read; `nil` and `*` accept any.
  /// - Throws: `.conflict` with `version_error` if the document is in another.
  public func replace(
    _ key: ResourceKey, with document: JSONValue, expecting version: String? = nil
  ) throws(AccountError) -> HostedDocument {
    try store.change(self) { write in
      let stored = try write.changeable(key)
      try write.check(stored, expecting: version)
      return try write.replace(stored, with: document)
    }
  }

  /// Changes single fields of a document, those that the platform lets be changed one by one.
  ///
  /// - Throws: `.malformed` for what is no patch, `.invalid` for other fields.
  public func patch(
    _ key: ResourceKey, _ patch: JSONPatch, expecting version: String? = nil
  ) throws(AccountError) -> HostedDocument {
    try PatchWhitelist.check(patch, for: key.kind)
    return try store.change(self) { write in
      let stored = try write.changeable(key)
      try write.check(stored, expecting: version)
      return try write.replace(
        stored, with: try patch.applied(to: stored.body), writable: PatchWhitelist.serverFields)
    }
  }

  /// Puts a document into the recycle bin; an integration with all that it alone reaches.
  public func delete(
    _ key: ResourceKey, expecting version: String? = nil
  ) throws(AccountError) {
    try store.change(self) { write in
      let stored = try write.changeable(
        key, action: key.kind == .integrations ? .deleteIntegration : .edit)
      try write.check(stored, expecting: version)
      try write.delete(stored, isCascade: true)
    }
  }

  /// Puts one document into the recycle bin, and nothing with it.
  func deleteAlone(
    _ key: ResourceKey, expecting version: String?
  ) throws(AccountError) {
    try store.change(self) { write in
      let stored = try write.changeable(key)
      try write.check(stored, expecting: version)
      try write.delete(stored, isCascade: false)
    }
  }
}

extension DocumentWrite {
  /// Reads a document that the caller may change.
  func changeable(
    _ key: ResourceKey, action: AccountAction = .edit
  ) throws -> StoredDocument {
    try session.require(action, on: key)
    return try stored(key)
  }

  /// Makes a document, under an id of the server's or one that was announced.
  func create(
    _ kind: ResourceKind, _ document: JSONValue, as announced: ResourceKey? = nil,
    sourceID: String?
  ) throws -> HostedDocument {
    let object = try Self.object(document)
    try requireCreation(of: kind, in: object)
    let key = announced ?? ResourceKey(kind, session.store.surroundings.makeID())
    var own = object
    SubdocumentIdentity.mint(in: &own, of: kind, session.store.surroundings)
    var value = ServerFields.restored(
      own, of: key, from: nil, createdAt: now, modifiedAt: now)
    SubdocumentIdentity.mintInvokeKey(in: &value, of: kind, session.store.surroundings)
    if let sourceID { value.place(.string(JSONString(sourceID)), at: "/_sourceId") }
    let draft = DocumentDraft(
      value, key: key, modifiedAt: now, known: [:], runtime: nil, session.store)
    try validate(draft, stored: nil)
    try insert(draft, key: key, createdAt: now)
    // A placeholder says so itself, until somebody enters its credentials or a run reports.
    if kind == .connections, document["offline"]?.bool == true { try setOffline(true, key) }
    try audit(
      .create, key, name: draft.name, container: draft.container, from: nil, to: draft.shown)
    return try shown(key)
  }

  func replace(
    _ stored: StoredDocument, with document: JSONValue, writable: Set<JSONString> = []
  ) throws -> HostedDocument {
    var object = try Self.object(document)
    SubdocumentIdentity.mint(in: &object, of: stored.key.kind, session.store.surroundings)
    Self.keepRegistrations(in: &object, stored)
    let known = try stored.secrets(database)
    let same = draft(object, stored, known, writable)
    guard same.changesSecrets || same.bytes != stored.body.compactBytes() || !same.problems.isEmpty
    else { return try shown(stored.key) }
    let draft = same.modified(at: max(now, stored.modifiedAt + 1))
    try requireMove(from: stored, to: draft)
    try validate(draft, stored: stored)
    try update(draft, stored)
    if stored.key.kind == .connections, !draft.changedSecretPlaces.isEmpty {
      try setOffline(false, stored.key)
    }
    try audit(
      .update, stored.key, name: draft.name, container: draft.container, from: stored.body,
      to: draft.shown, changedSecrets: draft.changedSecretPlaces)
    return try shown(stored.key)
  }

  private func setOffline(_ isOffline: Bool, _ key: ResourceKey) throws {
    try RuntimeState.set(
      ["offline": isOffline ? true : .null], of: key, session.account, database)
  }

  private func draft(
    _ object: JSONObject, _ stored: StoredDocument, _ known: [String: JSONValue],
    _ writable: Set<JSONString>
  ) -> DocumentDraft {
    let value = ServerFields.restored(
      object, of: stored.key, from: stored.body, createdAt: stored.createdAt,
      modifiedAt: stored.modifiedAt, writable: writable)
    return DocumentDraft(
      value, key: stored.key, modifiedAt: stored.modifiedAt, known: known, runtime: nil,
      session.store)
  }

  /// What runs report is the server's: it is shown with a document and left out when written back.
  private static func object(_ document: JSONValue) throws(AccountError) -> JSONObject {
    guard case .object(var object) = document else {
      throw .invalid("invalid_field", "a document is a JSON object")
    }
    _ = ServerFields.takeRuntime(from: &object)
    return object
  }

  /// Which connections an integration uses is kept by calls of its own; leaving it out says nothing.
  private static func keepRegistrations(in object: inout JSONObject, _ stored: StoredDocument) {
    guard stored.key.kind == .integrations else { return }
    for key: JSONString in ["_registeredConnectionIds", "_registeredLookupCacheIds"]
    where object[key] == nil {
      if let kept = stored.body[key] { object[key] = kept }
    }
  }

  // MARK: Rights

  private func requireCreation(of kind: ResourceKind, in object: JSONObject) throws(AccountError) {
    let container = object["_integrationId"]?.text
    switch kind {
    case .integrations: try session.require(.createIntegration)
    case .flows, .apis, .tools: try session.require(.edit, on: container)
    case .stacks, .agents, .iclients, .ediprofiles, .mcpservers:
      try session.require(.createSharedResource)
    case .exports, .imports, .connections, .scripts, .lookupcaches, .filedefinitions,
      .asynchelpers:
      guard let highest = session.caller.grants.highest, highest >= AccountAction.edit.leastLevel
      else { throw .forbidden("create \(kind.singular)s") }
    }
  }

  /// Whoever moves a resource must be allowed to change both integrations.
  private func requireMove(
    from stored: StoredDocument, to draft: DocumentDraft
  ) throws(AccountError) {
    guard stored.key.kind.isContained else { return }
    let old = stored.body["_integrationId"]?.text
    guard old != draft.container else { return }
    try session.require(.edit, on: old)
    try session.require(.edit, on: draft.container)
  }
}
