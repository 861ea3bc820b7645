import FileStorage

/// Says what is wrong with a pack or its index, or why one could not be written.
public struct PackError: Error, Sendable, CustomStringConvertible {
  /// The kinds of failure; more may be added.
  public enum Code: Sendable, Equatable {
    /// The bytes do not follow the format or a checksum is wrong.
    case corrupt
    /// An object is larger than the limit.
    case tooLarge
    /// The pack has no object of that id.
    case missing
    /// The file system refused.
    case fileSystem
  }

  /// The kind of failure.
  public let code: Code
  /// The file that it is about.
  public let path: String
  /// The whole sentence, with the path.
  public let message: String
  /// The error underneath.
  public let cause: (any Error)?

  /// Makes an error.
  public init(_ code: Code, path: String, _ message: String, _ cause: (any Error)? = nil) {
    self.code = code
    self.path = path
    self.message = message
    self.cause = cause
  }

  /// The message.
  public var description: String { message }
}

/// Bounds on what a pack may demand of its reader.
public struct PackLimits: Sendable {
  /// The largest object, in bytes.
  public var objectByteCountMax: Int
  /// The longest chain of deltas; git writes up to 50, or 250 when asked to.
  public var deltaDepthMax: Int

  /// Makes limits.
  public init(objectByteCountMax: Int = 512 << 20, deltaDepthMax: Int = 4096) {
    self.objectByteCountMax = objectByteCountMax
    self.deltaDepthMax = deltaDepthMax
  }
}

extension PackError {
  /// Does something with files and turns its error into one about a pack.
  static func wrapping<Value>(
    _ body: () throws(FileSystemError) -> Value
  ) throws(PackError) -> Value {
    do throws(FileSystemError) {
      return try body()
    } catch {
      throw PackError(.fileSystem, path: error.path, error.message, error)
    }
  }

  /// Whether there is no such file, as when another program has just removed it.
  public var isAbsence: Bool { (cause as? FileSystemError)?.code == .notFound }

  /// Makes the error for a damaged pack or index.
  static func corrupt(_ path: String, _ what: String, _ cause: (any Error)? = nil) -> PackError {
    PackError(.corrupt, path: path, "'\(path)' is damaged: \(what)", cause)
  }
}
