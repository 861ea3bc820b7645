internal import IntegrationModel
internal import LosslessJSON
import Synchronization

/// A document as it is about to be written: with the server's fields, and parted from credentials.
struct DocumentDraft {
  let key: ResourceKey
  private(set) var modifiedAt: Int64
  /// The document without credentials.
  private(set) var shown: JSONValue
  /// The credentials.
  private(set) var secrets: [(address: String, value: JSONValue)] = []
  /// Whether the credentials are others than before, or fewer.
  private(set) var changesSecrets = false
  /// Where a credential was entered that is new or another one.
  private(set) var changedSecretPlaces: [JSONPointer] = []
  /// What is wrong so far.
  private(set) var problems: [AccountError.Problem] = []
  /// What runs report, taken out of the document.
  let runtime: [UInt8]?
  private var parsed: JSONDocument?

  /// The document on one line.
  private(set) var bytes: [UInt8]

  /// Makes a draft of what a caller wrote.
  ///
  /// - Parameters:
  ///   - document: The document with the server's fields in it.
  ///   - known: The credentials that masks in it stand for, by address.
  ///   - isImported: Whether masks that stand for nothing are kept as they are.
  init(
    _ document: JSONValue, key: ResourceKey, modifiedAt: Int64, known: [String: JSONValue],
    runtime: [UInt8]?, isImported: Bool = false, _ store: AccountStore
  ) {
    self.key = key
    self.modifiedAt = modifiedAt
    self.runtime = runtime
    let separated = store.workbench.withLock { $0.separate(document, of: key.kind) }
    shown = separated.shown
    bytes = shown.compactBytes()
    parsed = try? JSONDocument(parsing: bytes)
    for secret in separated.secrets {
      if isImported { keep(secret.value, of: secret, known) } else { take(secret, known) }
    }
    if Set(known.keys) != Set(secrets.map(\.address)) { changesSecrets = true }
  }

  /// The same document as one that was changed at another time.
  func modified(at time: Int64) -> DocumentDraft {
    var draft = self
    draft.modifiedAt = time
    draft.shown.place(.string(JSONString(Timestamp.text(time))), at: "/lastModified")
    draft.bytes = draft.shown.compactBytes()
    draft.parsed = try? JSONDocument(parsing: draft.bytes)
    return draft
  }

  /// Keeps a credential; a mask stands for the one that is stored.
  private mutating func take(_ secret: SeparatedSecret, _ known: [String: JSONValue]) {
    guard secret.isMasked else { return keep(secret.value, of: secret, known) }
    if let filled = secret.filled(from: known[secret.address]) {
      return keep(filled, of: secret, known)
    }
    problems.append(
      AccountError.Problem(
        "invalid_field",
        "'\(secret.pointer)' holds a mask and not a value, and nothing is stored that it stands "
          + "for; give the value, or leave the field out", field: FieldPath.text(secret.pointer)))
  }

  private mutating func keep(
    _ value: JSONValue, of secret: SeparatedSecret, _ known: [String: JSONValue]
  ) {
    secrets.append((secret.address, value))
    guard known[secret.address] != value else { return }
    changesSecrets = true
    changedSecretPlaces.append(secret.pointer)
  }

  /// The name, for lists and messages.
  var name: String { shown["name"]?.text ?? "" }

  /// The integration that the document says it is in.
  var container: String? {
    shown["_integrationId"]?.text.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Whether the resource is switched on; flows are off unless they say otherwise.
  var isEnabled: Bool {
    let isDisabled = shown["disabled"]?.bool
    return key.kind == .flows ? isDisabled == false : isDisabled != true
  }

  /// What lists show where that is less than all.
  var brief: [UInt8]? {
    guard key.kind == .scripts, case .object(var object) = shown else { return nil }
    object["content"] = nil
    return JSONValue.object(object).compactBytes()
  }

  /// What is kept of the document in memory.
  func summary(version: Int64, _ store: AccountStore) -> ResourceSummary {
    guard let parsed else { preconditionFailure("what was written can be read") }
    let key = key
    return store.workbench.withLock {
      $0.summary(of: parsed, key: key, version: String(version))
    }
  }
}

/// Places in documents as the platform's messages write them.
enum FieldPath {
  /// Writes `pageProcessors[0]._importId`.
  static func text(_ pointer: JSONPointer) -> String {
    pointer.tokens.reduce(into: "") { text, token in
      if token == "-" {
        // An element of a set, which has no place of its own.
        text += "[]"
      } else if !token.text.isEmpty, token.text.allSatisfy(\.isNumber) {
        text += "[\(token.text)]"
      } else {
        text += text.isEmpty ? token.text : ".\(token.text)"
      }
    }
  }

  /// Writes a place that is given as the text of a pointer.
  static func text(pointer: String) -> String {
    (try? JSONPointer(parsing: pointer)).map(text) ?? pointer
  }
}
