public import ObjectModel

/// One line of a ref's history.
public struct ReflogEntry: Sendable, Hashable {
  /// What the ref pointed to before; the null id if it did not exist.
  public let old: ObjectID
  /// What it pointed to afterwards.
  public let new: ObjectID
  /// Who and when.
  public let identity: Identity
  /// Why, in one line.
  public let message: String

  /// Makes an entry; line feeds in the message become spaces.
  public init(old: ObjectID, new: ObjectID, identity: Identity, message: String) {
    self.old = old
    self.new = new
    self.identity = identity
    let bytes = message.utf8.map { $0 == 0x0a || $0 == 0x0d || $0 == 0 ? 0x20 : $0 }
    self.message = String(decoding: bytes, as: UTF8.self)
  }
}
