import Glibc

/// Says which file operation failed, on what and why.
public struct FileSystemError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kinds of failure; more may be added.
  public enum Code: Sendable, Equatable {
    /// There is nothing of that name.
    case notFound
    /// The user may not do this here, or the file system is read-only.
    case permissionDenied
    /// The disk or the user's quota is full.
    case noSpace
    /// There is something of that name already.
    case exists
    /// A file was wanted and this is a directory.
    case isDirectory
    /// A directory was wanted and this is something else.
    case notDirectory
    /// The directory is not empty.
    case notEmpty
    /// Another process holds the lock.
    case locked
    /// The name is not UTF-8, holds a NUL or is too long.
    case invalidName
    /// The file is larger than the caller allowed.
    case tooLarge
    /// Any other failure; see the error number.
    case other
  }

  /// The kind of failure.
  public let code: Code
  /// What the operation was about.
  public let path: String
  /// The error number of the system call, 0 if none failed.
  public let errno: Int32
  private let wording: Wording

  /// The whole sentence, with the path.
  ///
  /// Made when it is asked for: that something is not there is told often, and rarely read.
  public var message: String {
    switch wording {
    case .sentence(let sentence): sentence
    case .action(let action): "\(action) '\(path)': \(FileSystemError.text(of: errno))"
    }
  }

  private enum Wording: Sendable, Equatable {
    case sentence(String)
    /// What was tried.
    case action(String)
  }

  /// Makes an error with a sentence of its own.
  public init(_ code: Code, path: String, errno: Int32 = 0, message: String) {
    self.code = code
    self.path = path
    self.errno = errno
    wording = .sentence(message)
  }

  /// Makes an error from a failed system call.
  ///
  /// - Parameter action: what was tried, such as "cannot open".
  public init(action: String, path: String, errno number: Int32) {
    code = FileSystemError.code(of: number)
    self.path = path
    errno = number
    wording = .action(action)
  }

  /// The same failure, told of another file: of the one that a caller named.
  func about(_ path: String) -> FileSystemError {
    switch wording {
    case .sentence(let sentence):
      FileSystemError(code, path: path, errno: errno, message: sentence)
    case .action(let action): FileSystemError(action: action, path: path, errno: errno)
    }
  }

  /// The message.
  public var description: String { message }

  private static func code(of number: Int32) -> Code {
    switch number {
    case ENOENT: .notFound
    case EACCES, EPERM, EROFS: .permissionDenied
    case ENOSPC, EDQUOT: .noSpace
    case EEXIST: .exists
    case EISDIR: .isDirectory
    case ENOTDIR: .notDirectory
    case ENOTEMPTY: .notEmpty
    case EWOULDBLOCK: .locked
    case ENAMETOOLONG, EILSEQ: .invalidName
    case EFBIG: .tooLarge
    default: .other
    }
  }

  private static func text(of number: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
    var bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    if let first = bytes.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) {
      bytes[0] = first | 0x20
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
