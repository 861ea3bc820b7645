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
  static let parts: [[UInt8]] = [
    "password", "passwd", "pwd", "passphrase", "secret", "token", "apikey", "authkey",
    "privatekey", "secretkey", "secretaccesskey", "certid", "pfx", "wallet", "credential",
    "encrypted",
  ].map { Array($0.utf8) }

  /// Which parts begin with two bytes, as bits: hardly any place of a name is the beginning of one.
  private static let partsByHead: [UInt32] = {
    precondition(parts.count <= UInt32.bitWidth && parts.allSatisfy { $0.count > 1 })
    var table = [UInt32](repeating: 0, count: 1 << 10)
    for (number, part) in parts.enumerated() { table[head(part[0], part[1])] |= 1 << number }
    return table
  }()

  private static func head(_ first: UInt8, _ second: UInt8) -> Int {
    Int(first & 31) << 5 | Int(second & 31)
  }

  /// Count at the end of a name only: salted goods are no secret.
  private static let endings = ["_crypt", "_salt"].map { Array($0.utf8) }

  /// Whole names of objects that hold nothing but credentials.
  private static let containers = ["credentials", "secrets", "passwords", "encrypted"].map {
    Array($0.utf8)
  }

  /// Names of headers and query parameters that carry credentials although no part tells.
  private static let headers = [
    "authorization", "proxyauthorization", "cookie", "setcookie", "xauth", "sig", "signature",
  ].map { Array($0.utf8) }

  /// Judges the name of a member.
  static func look(of name: UnsafeBufferPointer<UInt8>) -> Look {
    var look = withFolded(name) { Self.look(ofFolded: $0) }
    if endings.contains(where: { isEnding($0, of: name) }) { look.insert(.text) }
    return look
  }

  /// Judges the name of a header or parameter.
  static func lookOfHeader(_ name: UnsafeBufferPointer<UInt8>) -> Look {
    let isHeader = withFolded(name) { folded in headers.contains { folded.elementsEqual($0) } }
    return isHeader ? [.text, .number] : look(of: name)
  }

  private static func look(ofFolded name: UnsafeBufferPointer<UInt8>) -> Look {
    var look: Look = []
    for start in name.indices.dropLast() {
      var candidates = partsByHead[head(name[start], name[start + 1])]
      while candidates != 0 {
        let part = parts[candidates.trailingZeroBitCount]
        candidates &= candidates - 1
        let rest = UnsafeBufferPointer(rebasing: name[start...])
        guard rest.starts(with: part) else { continue }
        look.insert(.text)
        if rest.count == part.count { look.insert(.number) }
      }
    }
    if look.contains(.text), containers.contains(where: { name.elementsEqual($0) }) {
      look.insert(.container)
    }
    return look
  }

  private static func isEnding(_ ending: [UInt8], of name: UnsafeBufferPointer<UInt8>) -> Bool {
    name.count >= ending.count
      && zip(name.suffix(ending.count), ending).allSatisfy { lowercase($0) == $1 }
  }

  /// Calls `body` with a name in lower case, without `_` and `-`.
  private static func withFolded<Result>(
    _ name: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: name.count) { room in
      var count = 0
      for byte in name where byte != UInt8(ascii: "_") && byte != UInt8(ascii: "-") {
        room[count] = lowercase(byte)
        count += 1
      }
      return body(UnsafeBufferPointer(rebasing: room[..<count]))
    }
  }

  private static func lowercase(_ byte: UInt8) -> UInt8 {
    (0x41...0x5a).contains(byte) ? byte | 0x20 : byte
  }
}
