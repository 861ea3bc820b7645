import EnvironmentAdapters
import FileStorage
import Hashing
import IntegrationModel
import ObjectModel

/// Writes a cache: a magic word, the digest of the settings, targets, documents, a checksum.
///
/// Numbers are little-endian base 128 varints; texts and byte strings have their length in front.
struct AccountCacheWriter {
  /// Grows with every change of the form; other versions are passed over.
  static let version = 1
  static let magic = Array("ILMCACHE".utf8)

  private var bytes: [UInt8] = []

  static func bytes(of cache: AccountCache, digest: [UInt8]) -> [UInt8] {
    var writer = AccountCacheWriter()
    writer.bytes.reserveCapacity(cache.survey.entries.count * 512)
    writer.bytes += magic
    writer.put(digest)
    writer.put(cache.targets.count)
    for (name, target) in cache.targets {
      writer.put(name)
      writer.put(target.facts.hex)
      writer.put(target.fingerprint)
    }
    writer.put(cache.survey.entries.count)
    for (path, entry) in cache.survey.entries {
      writer.put(path)
      writer.put(entry.stamp.document)
      writer.put(entry.stamp.text == nil ? 0 : 1)
      if let text = entry.stamp.text { writer.put(text) }
      writer.put(entry.summary)
    }
    return writer.bytes + HashAlgorithm.sha256.hash(writer.bytes)
  }

  private mutating func put(_ number: Int) {
    var rest = UInt64(bitPattern: Int64(number))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func put(_ part: [UInt8]) {
    put(part.count)
    bytes += part
  }

  private mutating func put(_ text: String) {
    put(text.utf8.count)
    bytes += text.utf8
  }

  private mutating func put(_ text: String?) {
    put(text == nil ? 0 : 1)
    if let text { put(text) }
  }

  private mutating func put(_ status: FileStatus) {
    put(Int(status.byteCount))
    put(Int(status.modificationTime.seconds))
    put(Int(status.modificationTime.nanoseconds))
    put(Int(status.changeTime.seconds))
    put(Int(status.changeTime.nanoseconds))
    put(Int(bitPattern: UInt(status.inode)))
    put(Int(bitPattern: UInt(status.device)))
    put(Int(status.permissions))
  }

  private mutating func put(_ summary: ResourceSummary) {
    put(AccountCacheReader.kinds.firstIndex(of: summary.key.kind) ?? 0)
    put(summary.key.id)
    put(summary.name)
    put(summary.containerID)
    put(summary.sourceID)
    put(summary.application)
    put(summary.isManaged ? 1 : 0)
    put(summary.mode)
    put(summary.createdAt)
    put(summary.lastModified)
    put(summary.version)
    put(summary.references.count)
    for site in summary.references {
      put(site.pointer)
      put(site.id)
      put(site.isEnvironment ? 1 : 0)
      put(site.kinds.count)
      for kind in site.kinds { put(AccountCacheReader.kinds.firstIndex(of: kind) ?? 0) }
    }
  }
}

/// Reads what ``AccountCacheWriter`` wrote; anything else gives nothing.
struct AccountCacheReader {
  static let kinds = ResourceKind.allCases

  private struct Malformed: Error {}

  private let bytes: [UInt8]
  private var position: Int

  /// Checks the magic word, the checksum and the settings.
  init?(_ bytes: [UInt8], digest: [UInt8]) {
    let magic = AccountCacheWriter.magic
    guard bytes.count > magic.count + 32, bytes.starts(with: magic),
      HashAlgorithm.sha256.hash(Array(bytes.dropLast(32))) == Array(bytes.suffix(32))
    else { return nil }
    self.bytes = bytes
    position = magic.count
    guard (try? takeBytes()) == digest else { return nil }
  }

  /// Reads the rest.
  func cache(writtenAt time: FileTimestamp) -> AccountCache? {
    var reader = self
    return try? reader.read(writtenAt: time)
  }

  private mutating func read(writtenAt time: FileTimestamp) throws -> AccountCache {
    var targets: [String: AccountCache.Target] = [:]
    for _ in 0..<(try take()) {
      let name = try takeText()
      guard let facts = CommitID(hex: try takeText()) else { throw Malformed() }
      targets[name] = AccountCache.Target(facts: facts, fingerprint: try takeBytes())
    }
    let count = try take()
    var survey = SurveyCache<ResourceSummary>(writtenAt: time)
    survey.entries.reserveCapacity(count)
    for _ in 0..<count {
      let path = try takeText()
      let document = try takeStatus()
      let stamp = DocumentStamp(document: document, text: try take() == 1 ? try takeStatus() : nil)
      let summary = try takeSummary()
      survey.entries[path] = SurveyCache<ResourceSummary>.Entry(
        stamp: stamp, key: summary.key, version: summary.version, summary: summary)
    }
    return AccountCache(survey: survey, targets: targets)
  }

  private mutating func take() throws -> Int {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while position < bytes.count, shift < 64 {
      let byte = bytes[position]
      position += 1
      number |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return Int(Int64(bitPattern: number)) }
      shift += 7
    }
    throw Malformed()
  }

  private mutating func takeRange() throws -> Range<Int> {
    let count = try take()
    guard count >= 0, count <= bytes.count - position else { throw Malformed() }
    defer { position += count }
    return position..<position + count
  }

  private mutating func takeBytes() throws -> [UInt8] { Array(bytes[try takeRange()]) }

  private mutating func takeText() throws -> String {
    String(decoding: bytes[try takeRange()], as: UTF8.self)
  }

  private mutating func takeOptionalText() throws -> String? {
    try take() == 1 ? try takeText() : nil
  }

  private mutating func takeKind() throws -> ResourceKind {
    let number = try take()
    guard Self.kinds.indices.contains(number) else { throw Malformed() }
    return Self.kinds[number]
  }

  private mutating func takeTime() throws -> FileTimestamp {
    let seconds = Int64(try take())
    return FileTimestamp(seconds: seconds, nanoseconds: Int64(try take()))
  }

  private mutating func takeStatus() throws -> FileStatus {
    let byteCount = Int64(try take())
    let (modified, changed) = (try takeTime(), try takeTime())
    let inode = UInt64(bitPattern: Int64(try take()))
    let device = UInt64(bitPattern: Int64(try take()))
    return FileStatus(
      kind: .regular, byteCount: byteCount, modificationTime: modified, changeTime: changed,
      inode: inode, device: device, permissions: UInt32(truncatingIfNeeded: try take()))
  }

  private mutating func takeSummary() throws -> ResourceSummary {
    let kind = try takeKind()
    let key = ResourceKey(kind, try takeText())
    let name = try takeText()
    let (container, source) = (try takeOptionalText(), try takeOptionalText())
    let application = try takeText()
    let isManaged = try take() == 1
    let mode = try takeOptionalText()
    let createdAt = try takeText()
    let lastModified = try takeOptionalText()
    let version = try takeText()
    var references: [ReferenceSite] = []
    let count = try take()
    guard count >= 0, count <= bytes.count else { throw Malformed() }
    references.reserveCapacity(count)
    for _ in 0..<count { references.append(try takeSite()) }
    return ResourceSummary(
      key: key, name: name, containerID: container, sourceID: source, application: application,
      isManaged: isManaged, mode: mode, createdAt: createdAt, lastModified: lastModified,
      references: references, version: version)
  }

  private mutating func takeSite() throws -> ReferenceSite {
    let pointer = try takeText()
    let id = try takeText()
    let isEnvironment = try take() == 1
    var kinds: [ResourceKind] = []
    for _ in 0..<(try take()) { kinds.append(try takeKind()) }
    return ReferenceSite(pointer: pointer, id: id, kinds: kinds, isEnvironment: isEnvironment)
  }
}
