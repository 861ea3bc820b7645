public import Glibc

/// The order of byte strings: byte by byte, a prefix before what it begins.
public enum ByteOrder {
  /// Returns a negative number, zero or a positive number.
  @inlinable
  public static func compare(
    _ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>
  ) -> Int {
    let shared = min(a.count, b.count)
    if shared > 0, let x = a.baseAddress, let y = b.baseAddress {
      let order = memcmp(x, y, shared)
      if order != 0 { return Int(order) }
    }
    return a.count - b.count
  }
}

extension String {
  /// Tells whether the bytes of the text, in UTF-8, come before those of another one.
  ///
  /// `<` would take texts for equal that differ in their bytes, which names of files may.
  @inlinable
  public func precedesInBytes(_ other: String) -> Bool {
    let order = utf8.withContiguousStorageIfAvailable { one in
      other.utf8.withContiguousStorageIfAvailable { ByteOrder.compare(one, $0) }
    }
    guard case .some(.some(let order)) = order else {
      return utf8.lexicographicallyPrecedes(other.utf8)
    }
    return order < 0
  }
}
