import ByteCoding
import Compression
public import FileStorage
public import ObjectModel

/// Reads objects of one pack, with or without deltas; any number of threads may share it.
///
/// Every number that the files state is checked before it is used, so damage gives an error. The
/// caller still compares an object's hash with its id.
public final class PackReader: Sendable {
  /// The lookup table.
  public let index: PackIndex
  /// The pack.
  public let path: String

  let cursor: PackCursor
  private let bases: DeltaBaseCache
  private let inflaters = ToolPool { Inflater() }

  /// Opens a pack with its index.
  ///
  /// - Throws: `.corrupt` if the file is not a pack, is cut short, or belongs to another index.
  public init(
    _ file: MappedFile, index: PackIndex, limits: PackLimits = PackLimits()
  ) throws(PackError) {
    self.index = index
    path = file.path
    bases = DeltaBaseCache(byteCountMax: 32 << 20)
    let format = index.format
    cursor = PackCursor(
      file: file, end: file.count - format.byteCount, format: format, limits: limits)
    if let problem = file.withUnsafeBytes({ PackReader.problem($0, index) }) {
      throw PackError.corrupt(file.path, problem)
    }
  }

  /// Returns an object, or `nil` if the pack does not have it.
  public func object(_ id: ObjectID) throws(PackError) -> StoredObject? {
    guard let position = index.position(of: id) else { return nil }
    return try object(atOffset: try index.offset(at: position))
  }

  /// Returns the object whose entry begins at `offset`, deltas applied.
  public func object(atOffset offset: Int) throws(PackError) -> StoredObject {
    try inflaters.with { inflater throws(PackError) in
      try object(atOffset: offset, with: inflater)
    }
  }

  private func object(
    atOffset offset: Int, with inflater: Inflater
  ) throws(PackError) -> StoredObject {
    var deltas: [(bytes: [UInt8], baseOffset: Int)] = []
    var deltaByteCount = 0
    var object: StoredObject?
    var next = offset
    while object == nil {
      // What was asked for last time is rarely asked for again, so only bases are looked up.
      if !deltas.isEmpty, let known = bases[next] {
        object = known
        break
      }
      let entry = try cursor.entry(at: next)
      let bytes = try cursor.inflate(entry, with: inflater).bytes
      if case .whole(let kind) = entry.content {
        object = StoredObject(kind: kind, bytes: bytes)
      } else {
        next = try baseOffset(of: entry)
        deltas.append((bytes, next))
        deltaByteCount += bytes.count
        try checkChain(deltas.count, byteCount: deltaByteCount, offset)
      }
    }
    guard let object else { preconditionFailure("the loop ends with an object") }
    return try rebuild(object, deltas, offset)
  }

  /// Applies the deltas, the one nearest to the whole object first.
  private func rebuild(
    _ whole: StoredObject, _ deltas: [(bytes: [UInt8], baseOffset: Int)], _ offset: Int
  ) throws(PackError) -> StoredObject {
    var object = whole
    for delta in deltas.reversed() {
      bases[delta.baseOffset] = object
      object = try apply(delta.bytes, to: object, offset)
    }
    return object
  }

  func apply(
    _ delta: [UInt8], to base: StoredObject, _ offset: Int
  ) throws(PackError) -> StoredObject {
    let applied = PackDelta.apply(
      delta, to: base.bytes, byteCountMax: cursor.limits.objectByteCountMax)
    guard let applied else {
      throw cursor.corrupt("a delta that the entry at offset \(offset) needs does not apply")
    }
    return StoredObject(kind: base.kind, bytes: applied)
  }

  func baseOffset(of entry: PackCursor.Entry) throws(PackError) -> Int {
    switch entry.content {
    case .offsetDelta(let base): return base
    case .idDelta(let id):
      guard let position = index.position(of: id) else {
        throw cursor.corrupt(
          "the entry at offset \(entry.offset) needs '\(id)', which is not there")
      }
      return try index.offset(at: position)
    case .whole: preconditionFailure("a whole object has no base")
    }
  }

  /// All deltas of a chain are in memory at once, so together they may be as large as one object.
  func checkChain(
    _ depth: Int, byteCount: Int, _ offset: Int
  ) throws(PackError) {
    guard depth <= cursor.limits.deltaDepthMax, byteCount <= cursor.limits.objectByteCountMax else {
      throw cursor.corrupt("the entry at offset \(offset) needs too long a chain of deltas")
    }
  }

  private static func problem(_ bytes: UnsafeRawBufferPointer, _ index: PackIndex) -> String? {
    let hashCount = index.format.byteCount
    guard bytes.count >= PackLayout.headerByteCount + hashCount else {
      return "it is too short for a pack"
    }
    guard bytes.bigEndianUInt32(at: 0) == PackLayout.signature else { return "it is not a pack" }
    guard (2...3).contains(bytes.bigEndianUInt32(at: 4)) else { return "its version is unknown" }
    guard Int(bytes.bigEndianUInt32(at: 8)) == index.count else {
      return "its number of objects is not that of its index"
    }
    let end = UnsafeRawBufferPointer(rebasing: bytes[(bytes.count - hashCount)...])
    guard ObjectID(index.format, bytes: end) == index.packChecksum else {
      return "it is cut short or does not belong to its index"
    }
    return nil
  }
}
