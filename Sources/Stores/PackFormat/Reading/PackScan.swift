import ByteCoding
import Compression
public import FileStorage
import Hashing
public import ObjectModel

/// Reads a pack without its index: everything that an index has to say about it.
public struct PackScan: Sendable {
  /// Where each object lies, in the order of the pack.
  public let entries: [PackEntry]
  /// The last bytes of the pack.
  public let checksum: ObjectID

  /// Reads the whole pack, applying all deltas.
  ///
  /// - Throws: `.corrupt` if anything in it is wrong, or a delta needs what is in no pack.
  public init(
    _ file: MappedFile, format: ObjectFormat, limits: PackLimits = PackLimits()
  ) throws(PackError) {
    let count = try PackScan.objectCount(file, format)
    let cursor = PackCursor(
      file: file, end: file.count - format.byteCount, format: format, limits: limits)
    checksum = try PackScan.checksum(cursor)
    var run = PackScanRun(cursor)
    try run.readEntries(count)
    try run.resolveDeltas()
    entries = try run.entries()
  }

  private static func objectCount(
    _ file: MappedFile, _ format: ObjectFormat
  ) throws(PackError) -> Int {
    let count = file.withUnsafeBytes { bytes -> Int? in
      guard bytes.count >= PackLayout.headerByteCount + format.byteCount,
        bytes.bigEndianUInt32(at: 0) == PackLayout.signature,
        (2...3).contains(bytes.bigEndianUInt32(at: 4))
      else { return nil }
      return Int(bytes.bigEndianUInt32(at: 8))
    }
    guard let count else { throw PackError.corrupt(file.path, "it is not a pack") }
    return count
  }

  /// Returns the checksum after comparing it with the bytes.
  private static func checksum(_ cursor: PackCursor) throws(PackError) -> ObjectID {
    let (actual, stated) = cursor.file.withUnsafeBytes { bytes in
      (
        cursor.format.algorithm.hash(UnsafeRawBufferPointer(rebasing: bytes[..<cursor.end])),
        Array(bytes[cursor.end...])
      )
    }
    guard actual == stated, let id = ObjectID(cursor.format, bytes: stated) else {
      throw cursor.corrupt("its checksum is wrong")
    }
    return id
  }
}

/// The state of a scan: entries as they lie, and the objects that became known.
private struct PackScanRun {
  private struct Found {
    let entry: PackCursor.Entry
    let crc: UInt32
    var id: ObjectID?
  }

  private let cursor: PackCursor
  private let hasher: ObjectHasher
  private let inflater = Inflater()
  private let bases = DeltaBaseCache(byteCountMax: 32 << 20)
  private var found: [Found] = []
  private var placeByOffset: [Int: Int] = [:]
  private var placeByID: [ObjectID: Int] = [:]

  init(_ cursor: PackCursor) {
    self.cursor = cursor
    hasher = ObjectHasher(cursor.format)
  }

  /// Goes from entry to entry; whole objects are known at once.
  mutating func readEntries(_ count: Int) throws(PackError) {
    var offset = PackLayout.headerByteCount
    for _ in 0..<count {
      let entry = try cursor.entry(at: offset)
      let stream = try cursor.inflate(entry, with: inflater)
      let end = entry.streamOffset + stream.inputByteCount
      let crc = cursor.file.withUnsafeBytes {
        CRC32.checksum(UnsafeRawBufferPointer(rebasing: $0[offset..<end]))
      }
      placeByOffset[offset] = found.count
      found.append(Found(entry: entry, crc: crc))
      if case .whole(let kind) = entry.content { note(hasher.id(of: kind, stream.bytes)) }
      offset = end
    }
    guard offset == cursor.end else { throw cursor.corrupt("its entries do not fill it") }
  }

  private mutating func note(_ id: ObjectID, at place: Int? = nil) {
    let place = place ?? found.count - 1
    found[place].id = id
    placeByID[id] = place
  }

  /// Rebuilds what deltas stand for until everything is known.
  mutating func resolveDeltas() throws(PackError) {
    var open = found.indices.filter { found[$0].id == nil }
    while !open.isEmpty {
      var waiting: [Int] = []
      for place in open {
        if let object = try object(at: place, depth: 0) {
          note(hasher.id(of: object.kind, object.bytes), at: place)
        } else {
          waiting.append(place)
        }
      }
      guard waiting.count < open.count else {
        throw cursor.corrupt("\(waiting.count) of its deltas need objects that it does not hold")
      }
      open = waiting
    }
  }

  /// Returns the object of an entry, or `nil` if its base is not known yet.
  private func object(at place: Int, depth: Int) throws(PackError) -> StoredObject? {
    let entry = found[place].entry
    if let known = bases[entry.offset] { return known }
    guard depth <= cursor.limits.deltaDepthMax else {
      throw cursor.corrupt("the entry at offset \(entry.offset) needs too long a chain of deltas")
    }
    let basePlace: Int?
    switch entry.content {
    case .whole(let kind):
      return StoredObject(kind: kind, bytes: try cursor.inflate(entry, with: inflater).bytes)
    case .offsetDelta(let base):
      guard let place = placeByOffset[base] else {
        throw cursor.corrupt("the delta at offset \(entry.offset) has no entry as its base")
      }
      basePlace = place
    case .idDelta(let base): basePlace = placeByID[base]
    }
    guard let basePlace, let base = try object(at: basePlace, depth: depth + 1) else { return nil }
    bases[found[basePlace].entry.offset] = base
    let delta = try cursor.inflate(entry, with: inflater).bytes
    let bytes = PackDelta.apply(
      delta, to: base.bytes, byteCountMax: cursor.limits.objectByteCountMax)
    guard let bytes else {
      throw cursor.corrupt("the delta at offset \(entry.offset) does not apply")
    }
    return StoredObject(kind: base.kind, bytes: bytes)
  }

  func entries() throws(PackError) -> [PackEntry] {
    var entries: [PackEntry] = []
    for place in found.indices {
      guard let id = found[place].id else { continue }
      entries.append(
        PackEntry(id: id, offset: Int64(found[place].entry.offset), crc: found[place].crc))
    }
    return entries
  }
}
