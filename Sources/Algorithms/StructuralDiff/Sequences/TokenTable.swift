import Glibc

/// Gives every distinct value a small number, in the order of first appearance.
struct TokenTable<Value: Hashable> {
  private var tokens: [Value: Int] = [:]

  /// The number of distinct values so far; every token is less than it.
  var count: Int { tokens.count }

  /// Returns the token of `value`, a new one at its first appearance.
  mutating func token(for value: Value) -> Int {
    let next = tokens.count
    return Self.settled(&tokens[value, default: next])
  }

  /// Returns a slot's value after the write access to it has stored the default.
  private static func settled(_ slot: inout Int) -> Int { slot }
}

/// Bytes as a hash key: compared and hashed as one block.
///
/// The array types of the standard library feed a hasher byte by byte, which is many times slower.
struct ByteKey: Hashable {
  let bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
  }

  static func == (first: ByteKey, second: ByteKey) -> Bool {
    first.bytes.elementsEqualAsBlock(second.bytes)
  }

  func hash(into hasher: inout Hasher) {
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}

extension ArraySlice<UInt8> {
  /// Compares two runs of bytes at memory speed.
  func elementsEqualAsBlock(_ other: ArraySlice<UInt8>) -> Bool {
    guard count == other.count else { return false }
    return withUnsafeBytes { mine in
      other.withUnsafeBytes { theirs in
        guard let first = mine.baseAddress, let second = theirs.baseAddress else { return true }
        return memcmp(first, second, mine.count) == 0
      }
    }
  }
}
