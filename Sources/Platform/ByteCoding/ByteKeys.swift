import Glibc

/// Byte strings to sort by, one behind the other in memory: sorting looks at bytes alone, and neither
/// copies what is sorted nor counts references to it.
public struct ByteKeys {
  private var bytes: [UInt8] = []
  private var starts = [0]

  /// Makes an empty list and room for some keys.
  public init(minimumCapacity: Int = 0) {
    starts.reserveCapacity(minimumCapacity + 1)
    bytes.reserveCapacity(minimumCapacity * 24)
  }

  /// Adds a key that is the UTF-8 of a text, with a byte before it where that comes first.
  public mutating func append(_ text: String, after first: UInt8? = nil) {
    if let first { bytes.append(first) }
    var text = text
    text.withUTF8 { bytes.append(contentsOf: $0) }
    starts.append(bytes.count)
  }

  /// Returns the positions of the keys in the order of their bytes, equal ones as they came.
  public func order() -> [Int] {
    let shared = sharedCount()
    return bytes.withUnsafeBufferPointer { bytes in
      let keys = (0..<starts.count - 1).map {
        Key(
          bytes, from: starts[$0] + shared, to: starts[$0 + 1], at: $0)
      }
      return keys.sorted { $0.precedes($1, in: bytes) }.map(\.position)
    }
  }

  /// How many bytes all keys begin with alike: they decide nothing.
  private func sharedCount() -> Int {
    guard starts.count > 2 else { return 0 }
    var shared = starts[1]
    for (start, end) in zip(starts, starts.dropFirst()) {
      var count = 0
      let limit = min(shared, end - start)
      while count < limit, bytes[count] == bytes[start + count] { count += 1 }
      shared = count
    }
    return shared
  }

  /// What is left of a key, whose next bytes as a number decide most comparisons.
  private struct Key {
    let head: UInt64
    let start: Int
    let end: Int
    let position: Int

    init(
      _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, at position: Int
    ) {
      var head: UInt64 = 0
      for place in start..<start + 8 { head = head << 8 | (place < end ? UInt64(bytes[place]) : 0) }
      self.head = head
      self.start = start
      self.end = end
      self.position = position
    }

    func precedes(_ other: Key, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
      if head != other.head { return head < other.head }
      let order = ByteOrder.compare(
        UnsafeBufferPointer(rebasing: bytes[start..<end]),
        UnsafeBufferPointer(rebasing: bytes[other.start..<other.end]))
      return order == 0 ? position < other.position : order < 0
    }
  }
}

/// Up to so many, elements are put in order where they are: keys to sort by would cost more.
@usableFromInline
let fewElementCount = 6

extension Collection {
  /// Returns the elements in the order of the bytes of a text that each has, equal ones as they came.
  @inlinable
  public func sorted(byBytesOf text: (Element) throws -> String) rethrows -> [Element] {
    var elements = Array(self)
    if elements.count > fewElementCount {
      var keys = ByteKeys(minimumCapacity: elements.count)
      for element in elements { keys.append(try text(element)) }
      return keys.order().map { elements[$0] }
    }
    for end in elements.indices.dropFirst() {
      var place = end
      while place > 0, try text(elements[place]).precedesInBytes(text(elements[place - 1])) {
        elements.swapAt(place, place - 1)
        place -= 1
      }
    }
    return elements
  }
}
