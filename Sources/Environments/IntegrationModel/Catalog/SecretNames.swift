/// Tells by a name whether a value is a credential.
enum SecretNames {
  /// Parts of names, lower case, without `_` and `-`.
  private static let parts: [[UInt8]] = [
    "password", "passwd", "pwd", "passphrase", "secret", "token", "apikey", "authkey",
    "privatekey", "secretkey", "certid", "pfx", "wallet", "credential", "encrypted", "crypt",
    "salt",
  ].map { Array($0.utf8) }

  /// Names of headers and query parameters that carry credentials although no part tells.
  private static let headers: Set<[UInt8]> = Set(
    ["authorization", "proxyauthorization", "cookie", "setcookie", "xauth", "sig", "signature"]
      .map { Array($0.utf8) })

  /// `_crypt` and `_salt` count at the end of a name only: salted goods are no secret.
  private static let endings: Set<[UInt8]> = [Array("crypt".utf8), Array("salt".utf8)]

  /// Tells whether a member of this name holds a credential.
  static func looksSecret(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    let folded = fold(name)
    return parts.contains { part in
      endings.contains(part)
        ? name.count > part.count + 1 && folded.suffix(part.count) == part[...]
          && name[name.count - part.count - 1] == UInt8(ascii: "_")
        : contains(folded, part)
    }
  }

  /// Tells whether a header or parameter of this name carries a credential.
  static func looksSecretHeader(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    looksSecret(name) || headers.contains(fold(name))
  }

  private static func fold(_ name: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var folded: [UInt8] = []
    folded.reserveCapacity(name.count)
    for byte in name where byte != UInt8(ascii: "_") && byte != UInt8(ascii: "-") {
      folded.append((0x41...0x5a).contains(byte) ? byte | 0x20 : byte)
    }
    return folded
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
