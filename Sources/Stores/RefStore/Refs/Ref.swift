public import ObjectModel

/// A mutable name and the object it points to.
public struct Ref: Sendable, Hashable {
  /// The name.
  public let name: RefName
  /// What it points to; whether that exists is for the object database to say.
  public let target: ObjectID

  /// Makes a ref.
  public init(name: RefName, target: ObjectID) {
    self.name = name
    self.target = target
  }
}

/// What HEAD says.
public enum Head: Sendable, Hashable {
  /// The name of a ref, which need not exist yet.
  case symbolic(RefName)
  /// An object, without a ref.
  case detached(ObjectID)
}
