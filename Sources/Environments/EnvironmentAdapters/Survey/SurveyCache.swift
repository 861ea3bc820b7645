public import FileStorage
public import IntegrationModel

/// What an earlier survey found, so that the next one reads only what has changed since.
///
/// An entry counts while everything the environment says of the document is the same. One that was
/// changed at about the time the cache was written is read again: its time stamp is too coarse to
/// tell a change that followed at once (the rule that git's index has for racy entries).
public struct SurveyCache<Summary: Sendable>: Sendable {
  /// One document; shared and never copied, as its summary is.
  public final class Entry: Sendable {
    /// Where it lies.
    public let place: DocumentPlace
    /// What the environment said of it when it was read.
    public let stamp: DocumentStamp
    /// Which resource it is.
    public let key: ResourceKey
    /// The version of the document.
    public let version: String
    /// What was made of it.
    public let summary: Summary

    /// Makes an entry.
    public init(
      place: DocumentPlace, stamp: DocumentStamp, key: ResourceKey, version: String,
      summary: Summary
    ) {
      self.place = place
      self.stamp = stamp
      self.key = key
      self.version = version
      self.summary = summary
    }
  }

  private let entries: [String: Entry]
  private let writtenAt: FileTimestamp

  /// Makes a cache.
  ///
  /// - Parameter writtenAt: When it was written, by the clock of its file system.
  public init(entries: [Entry], writtenAt: FileTimestamp) {
    self.entries = Dictionary(entries.map { ($0.place.path, $0) }) { first, _ in first }
    self.writtenAt = writtenAt
  }

  /// Returns what is known of a document that looks like `stamp`.
  public func entry(at path: String, _ stamp: DocumentStamp) -> Entry? {
    guard let entry = entries[path], entry.stamp == stamp, stamp.isOlder(than: writtenAt) else {
      return nil
    }
    return entry
  }

  /// Every place where there was a document.
  var places: some Sequence<DocumentPlace> { entries.values.lazy.map(\.place) }
}

/// Where an environment has a document.
public struct DocumentPlace: Sendable, Hashable {
  /// The kind of the document.
  public let kind: ResourceKind
  /// Whether it is a bundle's `integration.json`.
  public let isBundleIntegration: Bool
  /// The path of its file, or of the document in an account's API.
  public let path: String
  /// The id of the integration that it belongs to by its place.
  public let containerID: String?

  /// Names a place.
  public init(
    kind: ResourceKind, path: String, containerID: String? = nil, isBundleIntegration: Bool = false
  ) {
    self.kind = kind
    self.path = path
    self.containerID = containerID
    self.isBundleIntegration = isBundleIntegration
  }
}

/// What an environment says of a document without giving it: equal stamps are equal documents.
public enum DocumentStamp: Sendable, Hashable {
  /// What the file system says of its file, and of the body beside it if there is one.
  case files(document: FileStatus, text: FileStatus?)
  /// What an account says of it.
  case edition(DocumentEdition)

  /// Whether the document was last changed clearly before a time.
  public func isOlder(than time: FileTimestamp) -> Bool {
    switch self {
    case .files(let document, let text):
      document.isOlder(than: time) && (text.map { $0.isOlder(than: time) } ?? true)
    case .edition(let edition): edition.isSettled
    }
  }
}

/// What the list of an account says of one document.
public struct DocumentEdition: Sendable, Hashable {
  /// The longest text that tells an edition.
  public static let byteCountMax = 40

  /// Changes with the document: its time of change, as the account writes it.
  public let text: String
  /// Whether the document was last changed clearly before it was read, by the account's own clock,
  /// so that its time would tell of a later change.
  public let isSettled: Bool

  /// Makes an edition; `nil` for a text that is too long.
  public init?(_ text: String, isSettled: Bool) {
    guard text.utf8.count <= Self.byteCountMax else { return nil }
    self.text = text
    self.isSettled = isSettled
  }

  private init() { (text, isSettled) = ("", false) }

  /// Of a document of which an account says nothing: never settled.
  static let unknown = DocumentEdition()
}

extension FileStatus {
  /// The coarsest time stamps that file systems in use give, with room to spare.
  private static var granularity: Int64 { 20_000_000 }

  /// Whether the file was last changed clearly before a time.
  public func isOlder(than time: FileTimestamp) -> Bool {
    let changed = max(modificationTime, changeTime)
    let seconds = time.seconds - changed.seconds
    if abs(seconds) > 1 { return seconds > 0 }
    return seconds * 1_000_000_000 + time.nanoseconds - changed.nanoseconds > Self.granularity
  }
}
