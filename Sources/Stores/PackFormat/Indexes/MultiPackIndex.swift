import ByteCoding
public import FileStorage
public import ObjectModel

/// Git's index of several packs: in which of them an object is, and where.
///
/// It says nothing that the packs' own indexes do not say. We let it tell where to look first, and
/// look there; so one that is damaged or out of date costs time and never an object.
public struct MultiPackIndex: Sendable {
  /// The names of the packs without their ending, sorted.
  public let packNames: [String]
  /// The ids.
  public let ids: IDTable

  private let file: ChunkedFile
  private let offsets: Int
  private let largeOffsets: Range<Int>

  private static let signature = "MIDX"
  private static let entryByteCount = 8

  /// Opens an index; sizes and names are checked, order and checksum are not.
  ///
  /// - Throws: `.corrupt` if it is not one, or of another version.
  public init(_ mapped: MappedFile, format: ObjectFormat) throws(PackError) {
    file = try ChunkedFile(
      mapped, signature: Self.signature, extraByteCount: 4, what: "an index of several packs",
      format: format)
    ids = try IDTable(file)
    guard file.baseCount == 0, let offsets = file.chunk("OOFF"), let names = file.chunk("PNAM"),
      offsets.count == ids.count * Self.entryByteCount
    else { throw PackError.corrupt(mapped.path, "its tables do not fit") }
    self.offsets = offsets.lowerBound
    largeOffsets = file.chunk("LOFF") ?? 0..<0
    packNames = mapped.withUnsafeBytes { bytes in
      bytes[names].split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        .filter { $0.hasSuffix(".idx") }.map { String($0.dropLast(4)) }
    }
    let stated = mapped.withUnsafeBytes { Int($0.bigEndianUInt32(at: 8)) }
    guard packNames.count == stated else {
      throw PackError.corrupt(mapped.path, "it does not name the packs that it counts")
    }
  }

  /// The file.
  public var path: String { file.path }

  /// Returns the name of the pack in which it says that an object is.
  public func packName(of id: ObjectID) -> String? {
    guard let position = ids.position(of: id) else { return nil }
    return entry(at: position)?.packName
  }

  /// Returns pack and offset at a place of the table; `nil` if it points to nothing.
  public func entry(at position: Int) -> (packName: String, offset: Int)? {
    let place = offsets + Self.entryByteCount * position
    return file.file.withUnsafeBytes { bytes in
      let pack = Int(bytes.bigEndianUInt32(at: place))
      guard pack < packNames.count,
        let offset = offset(bytes.bigEndianUInt32(at: place + 4), bytes)
      else { return nil }
      return (packNames[pack], offset)
    }
  }

  /// Where there are large offsets, the highest bit says that the rest is a place among them.
  private func offset(_ short: UInt32, _ bytes: UnsafeRawBufferPointer) -> Int? {
    guard short & 0x8000_0000 != 0, !largeOffsets.isEmpty else { return Int(short) }
    let place = largeOffsets.lowerBound + 8 * Int(short & 0x7fff_ffff)
    guard place + 8 <= largeOffsets.upperBound else { return nil }
    return Int(exactly: bytes.bigEndianUInt64(at: place))
  }

  /// Checks the checksum, the order of names and ids, and that every entry points somewhere.
  public func verify() throws(PackError) {
    try file.verifyChecksum()
    try ids.verify()
    guard zip(packNames, packNames.dropFirst()).allSatisfy({ $0 < $1 }),
      (0..<ids.count).allSatisfy({ entry(at: $0) != nil })
    else { throw PackError.corrupt(path, "it points to packs that it does not name") }
  }
}

// MARK: - Writing

extension MultiPackIndex {
  /// Returns the bytes of an index of some packs; an object that several have is taken from the
  /// first.
  ///
  /// - Parameter packs: name without ending, and index.
  public static func encode(
    _ packs: [(name: String, index: PackIndex)], format: ObjectFormat
  ) throws(PackError) -> [UInt8] {
    let packs = packs.sorted(byBytesOf: { $0.name })
    let places = places(in: packs)
    var offsets: [UInt8] = []
    var large: [UInt8] = []
    offsets.reserveCapacity(places.count * entryByteCount)
    for place in places {
      let offset = try packs[place.pack].index.offset(at: place.position)
      offsets.append(bigEndian: UInt32(place.pack))
      if offset < 0x8000_0000 {
        offsets.append(bigEndian: UInt32(offset))
      } else {
        offsets.append(bigEndian: 0x8000_0000 | UInt32(large.count / 8))
        large.append(bigEndian: UInt64(offset))
      }
    }
    var chunks = [("PNAM", names(of: packs.map(\.name)))]
    chunks += IDTable.chunks(places.map(\.id))
    chunks.append(("OOFF", offsets))
    if !large.isEmpty { chunks.append(("LOFF", large)) }
    var extra: [UInt8] = []
    extra.append(bigEndian: UInt32(packs.count))
    return ChunkedFile.encode(signature: signature, extra: extra, chunks, format: format)
  }

  private typealias Place = (id: ObjectID, pack: Int, position: Int)

  /// All objects by id, each once.
  private static func places(in packs: [(name: String, index: PackIndex)]) -> [Place] {
    var places: [Place] = []
    places.reserveCapacity(packs.reduce(0) { $0 + $1.index.count })
    for (pack, (_, index)) in packs.enumerated() {
      for position in 0..<index.count { places.append((index.id(at: position), pack, position)) }
    }
    places.sort { $0.id == $1.id ? $0.pack < $1.pack : $0.id < $1.id }
    var unique: [Place] = []
    unique.reserveCapacity(places.count)
    for place in places where unique.last?.id != place.id { unique.append(place) }
    return unique
  }

  /// Each name ends with a NUL; git wants the chunk to be a multiple of four bytes.
  private static func names(of packs: [String]) -> [UInt8] {
    var bytes: [UInt8] = []
    for name in packs { bytes += (name + ".idx").utf8 + [0] }
    while bytes.count % 4 != 0 { bytes.append(0) }
    return bytes
  }
}
