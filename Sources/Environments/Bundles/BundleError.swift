/// Explains why a bundle could not be written or was refused.
public struct BundleError: Error, Sendable, CustomStringConvertible {
  /// The kinds of failure; more may be added.
  public enum Code: Sendable, Equatable, CaseIterable {
    /// The bytes are no zip archive, end early or contradict themselves.
    case damaged
    /// The content of an entry does not match its checksum or cannot be inflated.
    case corruptContent
    /// A path leads out of the archive: absolute, `..`, a drive letter, a backslash or a NUL.
    case pathEscape
    /// A path is empty, longer than allowed, or has an empty or `.` component.
    case invalidPath
    /// A path is not UTF-8.
    case pathNotText
    /// A path has more components than allowed.
    case tooDeep
    /// An entry is a symbolic link, a device or anything but a plain file or folder.
    case specialFile
    /// Two entries have the same path.
    case duplicatePath
    /// One path is used both as a file and as a folder.
    case fileAsFolder
    /// A folder has content.
    case folderWithContent
    /// An entry is encrypted.
    case encrypted
    /// An entry uses a compression method other than stored or deflate.
    case unsupportedCompression
    /// The archive itself is larger than allowed.
    case archiveTooLarge
    /// There are more entries than allowed.
    case tooManyEntries
    /// One entry is larger than allowed once inflated.
    case entryTooLarge
    /// All entries together are larger than allowed once inflated.
    case totalTooLarge
    /// Content inflates by a larger factor than allowed.
    case ratioTooHigh
    /// The zip library is not installed or is not the right one.
    case libraryMissing
    /// The zip library failed for a reason of its own, such as a lack of memory.
    case libraryFailure
  }

  /// What kind of failure it was.
  public let code: Code
  /// What failed, on what, and the way out; lower case, without a full stop.
  public let message: String
  /// The path of the entry concerned, if the failure is about one; untrusted text.
  public let path: String?

  /// Makes an error about the archive or, with `path`, about one entry.
  public init(code: Code, message: String, path: String? = nil) {
    self.code = code
    self.message = message
    self.path = path
  }

  public var description: String { message }
}
