/// Goes through the entries of a tree without making or checking names.
///
/// For who follows links through many trees that were checked when they were written. Damage shows
/// as an entry that cannot be read.
public struct TreeScan {
  /// One entry; its name is a range of the tree's bytes.
  public struct Entry {
    /// Whether it is a tree.
    public let isTree: Bool
    /// Whether it names a commit of another repository.
    public let isForeign: Bool
    /// Where the name lies in the bytes.
    public let name: Range<Int>
    /// The object.
    public let id: ObjectID
  }

  private let bytes: [UInt8]
  private let format: ObjectFormat
  private var position = 0

  /// Begins with the first entry.
  public init(_ bytes: [UInt8], format: ObjectFormat) {
    self.bytes = bytes
    self.format = format
  }

  /// Returns the next entry, or `nil` at the end.
  ///
  /// - Throws: `.malformed` for damage.
  public mutating func next() throws(ObjectCodingError) -> Entry? {
    guard position < bytes.count else { return nil }
    guard let space = bytes[position...].firstIndex(of: 0x20),
      let nul = bytes[space...].firstIndex(of: 0), nul + 1 + format.byteCount <= bytes.count
    else { throw ObjectCodingError(.malformed, "tree ends within an entry") }
    let id = bytes.withUnsafeBytes {
      ObjectID(format, bytes: UnsafeRawBufferPointer(rebasing: $0[(nul + 1)...]))
    }
    let mode = bytes[position..<space]
    position = nul + 1 + format.byteCount
    return Entry(
      isTree: mode.elementsEqual("40000".utf8), isForeign: mode.elementsEqual("160000".utf8),
      name: (space + 1)..<nul, id: id)
  }
}
