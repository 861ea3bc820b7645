/// Builds zip archives byte by byte, so that a test can lie in every field.
struct RawZip {
  struct Entry {
    var name: [UInt8]
    var content: [UInt8] = Array("{}".utf8)
    var mode: UInt32 = 0o100644
    var system: UInt8 = 3
    var flags: UInt16 = 0x800
    var method: UInt16 = 0
    var extra: [UInt8] = []
    /// The name in the local header, if another one than in the directory.
    var localName: [UInt8]?

    init(_ name: String) { self.name = Array(name.utf8) }
    init(bytes: [UInt8]) { name = bytes }
  }

  var entries: [Entry]
  var comment: [UInt8] = []
  var countClaimed: Int?

  init(_ entries: Entry...) { self.entries = entries }
  init(entries: [Entry]) { self.entries = entries }

  func bytes() -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let offset = archive.count
      archive += header(of: entry, name: entry.localName ?? entry.name) + entry.content
      directory += directoryRecord(of: entry, offset: offset)
    }
    let count = countClaimed ?? entries.count
    let end =
      [0x0605_4b50].little(4) + [0, 0, count, count].little(2)
      + [directory.count, archive.count].little(4) + [comment.count].little(2) + comment
    return archive + directory + end
  }

  private func header(of entry: Entry, name: [UInt8]) -> [UInt8] {
    [0x0403_4b50].little(4) + shared(entry) + [name.count, 0].little(2) + name
  }

  private func directoryRecord(of entry: Entry, offset: Int) -> [UInt8] {
    let version = [20 | Int(entry.system) << 8].little(2)
    return [0x0201_4b50].little(4) + version + shared(entry)
      + [entry.name.count, entry.extra.count, 0, 0, 0].little(2)
      + [Int(entry.mode) << 16, offset].little(4) + entry.name + entry.extra
  }

  private func shared(_ entry: Entry) -> [UInt8] {
    [20, Int(entry.flags), Int(entry.method), 0, 0x21].little(2)
      + [Int(crc32(entry.content)), entry.content.count, entry.content.count].little(4)
  }
}

extension [Int] {
  /// The numbers, each as `size` bytes, lowest first.
  func little(_ size: Int) -> [UInt8] {
    flatMap { number in (0..<size).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
  }
}

/// The checksum of zip archives, bit by bit.
func crc32(_ bytes: [UInt8]) -> UInt32 {
  var sum: UInt32 = 0xffff_ffff
  for byte in bytes {
    sum ^= UInt32(byte)
    for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
  }
  return ~sum
}
