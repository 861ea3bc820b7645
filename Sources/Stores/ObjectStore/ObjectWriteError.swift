import FileStorage
import ObjectModel
import PackFormat

/// Says why objects could not be written.
public struct ObjectWriteError: Error, Sendable, CustomStringConvertible {
  /// The kinds of failure; more may be added.
  public enum Code: Sendable, Equatable {
    /// The disk is full.
    case noSpace
    /// The user may not write there.
    case permissionDenied
    /// The file system failed in another way.
    case notWritten
    /// The repository could not be asked whether it has the object.
    case unreadable
    /// The transaction failed before and takes nothing more.
    case failed
  }

  /// The kind of failure.
  public let code: Code
  /// The whole sentence.
  public let message: String
  /// The error underneath.
  public let cause: (any Error)?

  /// Makes an error.
  public init(_ code: Code, _ message: String, _ cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  /// The message.
  public var description: String { message }
}

extension ObjectWriteError {
  /// Makes the error for a file that could not be written.
  init(_ error: FileSystemError) {
    let code: Code =
      switch error.code {
      case .noSpace: .noSpace
      case .permissionDenied: .permissionDenied
      default: .notWritten
      }
    self.init(code, "cannot store objects: \(error.message)", error)
  }

  /// Makes the error for a pack that could not be written.
  init(_ error: PackError) {
    if let cause = error.cause as? FileSystemError {
      self.init(cause)
    } else {
      self.init(.notWritten, "cannot store objects: \(error.message)", error)
    }
  }

  /// Does something with files and turns its error into one about writing objects.
  static func wrapping<Value>(
    _ body: () throws(FileSystemError) -> Value
  ) throws(ObjectWriteError) -> Value {
    do throws(FileSystemError) { return try body() } catch { throw ObjectWriteError(error) }
  }

  /// Does something with a pack and turns its error into one about writing objects.
  static func wrappingPack<Value>(
    _ body: () throws(PackError) -> Value
  ) throws(ObjectWriteError) -> Value {
    do throws(PackError) { return try body() } catch { throw ObjectWriteError(error) }
  }
}
