/// Tells by a name whether a value is a credential.
enum SecretNames {
  /// What a name says of the values under it.
  struct Look: OptionSet, Sendable {
    let rawValue: UInt8

    /// A text, or the texts of an array, under this name is a credential.
    static let text = Look(rawValue: 1 << 0)
    /// A number under this name is one too: the name ends with what it is.
    static let number = Look(rawValue: 1 << 1)
    /// Everything below an object of this name is one.
    static let container = Look(rawValue: 1 << 2)
  }

  /// Parts of names, lower case, without `_` and `-`.
  private static let parts: [[UInt8]] = [
    "password", "passwd", "pwd", "passphrase", "secret", "token", "apikey", "authkey",
    "privatekey", "secretkey", "secretaccesskey", "certid", "pfx", "wallet", "credential",
    "encrypted",
  ].map { Array($0.utf8) }

  /// Count at the end of a name only: salted goods are no secret.
  private static let endings = ["_crypt", "_salt"].map { Array($0.utf8) }

  /// Whole names of objects that hold nothing but credentials.
  private static let containers: Set<[UInt8]> = Set(
    ["credentials", "secrets", "passwords", "encrypted"].map { Array($0.utf8) })

  /// Names of headers and query parameters that carry credentials although no part tells.
  private static let headers: Set<[UInt8]> = Set(
    ["authorization", "proxyauthorization", "cookie", "setcookie", "xauth", "sig", "signature"]
      .map { Array($0.utf8) })

  /// Judges the name of a member.
  static func look(of name: UnsafeBufferPointer<UInt8>) -> Look {
    let folded = fold(name)
    var look: Look = []
    if parts.contains(where: { contains(folded, $0) }) { look.insert(.text) }
    if parts.contains(where: { folded.suffix($0.count) == $0[...] }) { look.insert(.number) }
    if endings.contains(where: { isEnding($0, of: name) }) { look.insert(.text) }
    if containers.contains(folded) { look.insert(.container) }
    return look
  }

  /// Judges the name of a header or parameter.
  static func lookOfHeader(_ name: UnsafeBufferPointer<UInt8>) -> Look {
    headers.contains(fold(name)) ? [.text, .number] : look(of: name)
  }

  private static func isEnding(_ ending: [UInt8], of name: UnsafeBufferPointer<UInt8>) -> Bool {
    name.count >= ending.count
      && zip(name.suffix(ending.count), ending).allSatisfy { lowercase($0) == $1 }
  }

  private static func fold(_ name: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var folded: [UInt8] = []
    folded.reserveCapacity(name.count)
    for byte in name where byte != UInt8(ascii: "_") && byte != UInt8(ascii: "-") {
      folded.append(lowercase(byte))
    }
    return folded
  }

  private static func lowercase(_ byte: UInt8) -> UInt8 {
    (0x41...0x5a).contains(byte) ? byte | 0x20 : byte
  }

  private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard text.count >= part.count else { return false }
    for start in 0...(text.count - part.count)
    where text[start] == part[0] && text[start..<start + part.count].elementsEqual(part) {
      return true
    }
    return false
  }
}
