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
    /// Where it lies.
    public let file: FolderFile
    /// What the file system said when it was read.
    public let stamp: DocumentStamp
    /// Which resource it is.
    public let key: ResourceKey
    /// The version of the document.
    public let version: String
    /// What was made of it.
    public let summary: Summary

    /// Makes an entry.
    public init(
      file: FolderFile, stamp: DocumentStamp, key: ResourceKey, version: String, summary: Summary
    ) {
      self.file = file
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
    self.entries = Dictionary(entries.map { ($0.file.path, $0) }) { first, _ in first }
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

  /// Whether the files were last changed clearly before a time.
  public func isOlder(than time: FileTimestamp) -> Bool {
    document.isOlder(than: time) && (text.map { $0.isOlder(than: time) } ?? true)
  }
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
