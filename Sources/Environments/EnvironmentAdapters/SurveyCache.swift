public import FileStorage
public import IntegrationModel

/// What an earlier survey found, so that the next one reads only what has changed since.
///
/// An entry counts while everything the file system says of its files is the same. A file that was
/// changed at about the time the cache was written is read again: its time stamp is too coarse to
/// tell a change that followed at once (the rule that git's index has for racy entries).
public struct SurveyCache<Summary: Sendable>: Sendable {
  /// One document.
  public struct Entry: Sendable {
    /// What the file system said when it was read.
    public let stamp: DocumentStamp
    /// Which resource it is.
    public let key: ResourceKey
    /// The version of the document.
    public let version: String
    /// What was made of it.
    public let summary: Summary

    /// Makes an entry.
    public init(stamp: DocumentStamp, key: ResourceKey, version: String, summary: Summary) {
      self.stamp = stamp
      self.key = key
      self.version = version
      self.summary = summary
    }
  }

  /// The entries by path.
  public var entries: [String: Entry]
  /// When the cache was written, by the clock of its file system.
  public var writtenAt: FileTimestamp

  /// Makes a cache.
  public init(entries: [String: Entry] = [:], writtenAt: FileTimestamp) {
    self.entries = entries
    self.writtenAt = writtenAt
  }

  /// Returns what is known of a document whose files look like `stamp`.
  func entry(at path: String, _ stamp: DocumentStamp) -> Entry? {
    guard let entry = entries[path], entry.stamp == stamp, stamp.isOlder(than: writtenAt) else {
      return nil
    }
    return entry
  }
}

/// What the file system says of the files of one document.
public struct DocumentStamp: Sendable, Hashable {
  public let document: FileStatus
  /// The body beside it, if there is one.
  public let text: FileStatus?

  /// Makes a stamp.
  public init(document: FileStatus, text: FileStatus?) {
    self.document = document
    self.text = text
  }

  /// The coarsest time stamps that file systems in use give, with room to spare.
  private static var granularity: Int64 { 20_000_000 }

  /// Whether the files were last changed clearly before a time.
  func isOlder(than time: FileTimestamp) -> Bool {
    Self.isOlder(document, than: time) && (text.map { Self.isOlder($0, than: time) } ?? true)
  }

  private static func isOlder(_ status: FileStatus, than time: FileTimestamp) -> Bool {
    let changed = max(status.modificationTime, status.changeTime)
    let nanoseconds =
      (time.seconds - changed.seconds) * 1_000_000_000 + time.nanoseconds - changed.nanoseconds
    return nanoseconds > granularity
  }
}
