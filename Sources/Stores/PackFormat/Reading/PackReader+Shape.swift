import ByteCoding
import Compression
public import ObjectModel

extension PackReader {
  /// What an object is, found out without rebuilding it.
  public struct Shape: Sendable, Equatable {
    /// The kind of the object at the end of the chain of deltas.
    public let kind: ObjectKind
    /// The size of the object.
    public let byteCount: Int
  }

  /// Returns the kind and the size of the object whose entry begins at `offset`.
  public func shape(atOffset offset: Int) throws(PackError) -> Shape {
    let first = try cursor.entry(at: offset)
    var entry = first
    for _ in 0...cursor.limits.deltaDepthMax {
      if case .whole(let kind) = entry.content {
        return Shape(kind: kind, byteCount: try resultByteCount(of: first))
      }
      entry = try cursor.entry(at: try baseOffset(of: entry))
    }
    throw cursor.corrupt("the entry at offset \(offset) needs too long a chain of deltas")
  }

  private func resultByteCount(of entry: PackCursor.Entry) throws(PackError) -> Int {
    if case .whole = entry.content { return entry.byteCount }
    let delta = try cursor.inflate(entry, with: Inflater()).bytes
    var position = 0
    let count = delta.withUnsafeBytes { bytes in
      PackVarint.readSize(bytes, at: &position).flatMap { _ in
        PackVarint.readSize(bytes, at: &position)
      }
    }
    guard let count else { throw cursor.corrupt("the delta at offset \(entry.offset) is damaged") }
    return count
  }
}
