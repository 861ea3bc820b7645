/// What kind of thing a directory entry is.
public enum FileKind: Sendable, Equatable {
  /// A file with content.
  case regular
  /// A directory.
  case directory
  /// A symbolic link.
  case symbolicLink
  /// A device, socket or pipe.
  case other
}

/// A point in time as file systems keep it, with nanoseconds.
public struct FileTimestamp: Sendable, Hashable, Comparable {
  /// Seconds since 1970 in UTC.
  public let seconds: Int64
  /// 0 to 999,999,999.
  public let nanoseconds: Int64

  /// Makes a point in time.
  public init(seconds: Int64, nanoseconds: Int64) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// Earlier is less.
  public static func < (one: FileTimestamp, other: FileTimestamp) -> Bool {
    (one.seconds, one.nanoseconds) < (other.seconds, other.nanoseconds)
  }
}

/// What the file system knows of an entry without opening it.
public struct FileStatus: Sendable, Hashable {
  /// The size of a file's content.
  public let byteCount: Int64
  /// When the content changed last.
  public let modificationTime: FileTimestamp
  /// When content or attributes changed last.
  public let changeTime: FileTimestamp
  /// The number of the file within its device.
  public let inode: UInt64
  /// The number of the device.
  public let device: UInt64
  /// The lowest twelve mode bits.
  public let permissions: UInt32
  /// File, directory, link or other.
  public let kind: FileKind

  /// Makes a status from its parts.
  public init(
    kind: FileKind, byteCount: Int64, modificationTime: FileTimestamp, changeTime: FileTimestamp,
    inode: UInt64, device: UInt64, permissions: UInt32
  ) {
    self.kind = kind
    self.byteCount = byteCount
    self.modificationTime = modificationTime
    self.changeTime = changeTime
    self.inode = inode
    self.device = device
    self.permissions = permissions
  }
}

/// One name in a directory.
public struct DirectoryEntry: Sendable, Equatable {
  /// The name without its directory.
  public let name: String
  /// What it names; a symbolic link is not looked through.
  public let kind: FileKind

  /// Makes an entry.
  public init(name: String, kind: FileKind) {
    self.name = name
    self.kind = kind
  }
}
