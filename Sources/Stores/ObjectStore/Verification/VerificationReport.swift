public import ObjectModel

/// What a look at every object of a repository brought to light.
public struct VerificationReport: Sendable {
  /// One thing that is not as it should be.
  public struct Problem: Sendable, Equatable, CustomStringConvertible {
    /// The kinds of problem; more may be added.
    public enum Code: Sendable, Equatable {
      /// Bytes are damaged: a checksum, a hash or the format is wrong.
      case corrupt
      /// A pack has no index, so its objects cannot be found.
      case missingIndex
      /// An index has no pack, so its objects are gone.
      case missingPack
      /// The file system refused.
      case unreadable
      /// A file that an interrupted operation left behind; it harms nothing.
      case leftover
    }

    /// The kind of problem.
    public let code: Code
    /// The object concerned, if it is one object.
    public let objectID: ObjectID?
    /// The file concerned.
    public let path: String
    /// What is wrong with it.
    public let message: String

    /// Makes a problem.
    public init(_ code: Code, objectID: ObjectID? = nil, path: String, _ message: String) {
      self.code = code
      self.objectID = objectID
      self.path = path
      self.message = message
    }

    /// The message.
    public var description: String { message }
  }

  /// Everything found, in the order of the files.
  public internal(set) var problems: [Problem] = []
  /// How many objects were read and hashed, those stored twice counted twice.
  public internal(set) var objectCount = 0
  /// How many packs were read.
  public internal(set) var packCount = 0

  /// Whether nothing was found but leftovers.
  public var isSound: Bool { problems.allSatisfy { $0.code == .leftover } }
}
