/// The lines of a text as slices of its bytes; each keeps its line feed, the last may lack one.
///
/// Only a line feed ends a line: a carriage return before it is part of the line, so that a
/// change of line endings is seen. An empty text has no lines.
public struct TextLines: RandomAccessCollection, Sendable {
  /// The whole text.
  public let bytes: [UInt8]
  private let ends: [Int]

  /// Finds the lines of a text.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var ends: [Int] = []
    for (position, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      ends.append(position + 1)
    }
    if !bytes.isEmpty, ends.last != bytes.count { ends.append(bytes.count) }
    self.ends = ends
  }

  /// Finds the lines of a text.
  public init(_ text: String) {
    self.init(Array(text.utf8))
  }

  /// The position of the first line.
  public var startIndex: Int { 0 }
  /// The position after the last line.
  public var endIndex: Int { ends.count }

  /// The bytes of a line with its line feed.
  public subscript(position: Int) -> ArraySlice<UInt8> {
    bytes[(position == 0 ? 0 : ends[position - 1])..<ends[position]]
  }

  /// Tells whether the last line lacks its line feed.
  public var lacksFinalLineFeed: Bool {
    bytes.last.map { $0 != UInt8(ascii: "\n") } ?? false
  }
}
