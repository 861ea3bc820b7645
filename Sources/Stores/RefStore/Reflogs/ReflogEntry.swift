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

  /// Git's form: two ids, who and when, a tab, why, a line feed.
  var encoded: [UInt8] {
    Array("\(old) \(new) \(identity.encoded)\t\(message)\n".utf8)
  }

  /// Reads one line without its line feed, or gives `nil` if it is damaged.
  init?(line: Substring, format: ObjectFormat) {
    let bytes = line.utf8
    let idCount = format.hexCount
    let rest = bytes.dropFirst(2 * idCount + 2)
    let tab = rest.firstIndex(of: 0x09) ?? rest.endIndex
    let separators = [idCount, 2 * idCount + 1].map { bytes.dropFirst($0).first }
    guard separators == [0x20, 0x20], bytes.count > 2 * idCount + 2,
      let old = ObjectID(hexDigits: bytes.prefix(idCount)),
      let new = ObjectID(hexDigits: bytes.dropFirst(idCount + 1).prefix(idCount)),
      let identity = Identity(encoded: Substring(rest[..<tab]))
    else { return nil }
    self.old = old
    self.new = new
    self.identity = identity
    message = String(Substring(rest[tab...].dropFirst()))
  }

  /// Whether all parts are the same, byte for byte.
  public static func == (one: ReflogEntry, other: ReflogEntry) -> Bool {
    one.encoded == other.encoded
  }

  /// Feeds the ids.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(old)
    hasher.combine(new)
  }
}
