import EnvironmentAdapters
import IntegrationModel

/// A run of documents of a cache file, made before it is known where in the file it will be.
struct CachedPart: Sendable {
  /// How many documents a part has: enough for its making to be worth handing out.
  static let documentCount = 512

  private(set) var texts = CacheBytes()
  /// The records, in which places of texts count from the start of the part.
  private var records = CacheBytes()

  init(_ entries: ArraySlice<SurveyCache<ResourceSummary>.Entry>) {
    records.reserve(entries.count * CachedDocuments.recordSize)
    // By position: an iterator would copy each entry, and count references to all that is in it.
    for position in entries.indices { add(entries[position]) }
  }

  private mutating func add(_ entry: SurveyCache<ResourceSummary>.Entry) {
    records.put(entry.stamp)
    put { $0.put(raw: entry.place.path.utf8) }
    put { $0.put(raw: entry.key.id.utf8) }
    put { $0.put(entry.summary) }
    put { $0.put(raw: (entry.place.containerID ?? "").utf8) }
    let kind = CacheBytes.number(of: entry.place.kind)
    records.put(raw: [
      UInt8(kind), entry.place.isBundleIntegration ? 1 : 0,
      entry.place.containerID == nil ? 0 : 1, 0,
    ])
  }

  /// Puts a text and, into the record, where it is.
  private mutating func put(_ text: (inout CacheBytes) -> Void) {
    let start = texts.bytes.count
    text(&texts)
    records.put(fixed: start)
    records.put(fixed: texts.bytes.count - start)
  }

  /// The records of a part whose texts start at an offset of the file.
  func records(at offset: Int) -> [UInt8] {
    var bytes = records.bytes
    bytes.withUnsafeMutableBytes { bytes in
      for record in stride(from: 0, to: bytes.count, by: CachedDocuments.recordSize) {
        for text in 0..<CachedDocuments.textCount {
          let place = record + CachedDocuments.texts + 8 * text
          let start = bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)
          let moved = UInt32(littleEndian: start) &+ UInt32(truncatingIfNeeded: offset)
          bytes.storeBytes(of: moved.littleEndian, toByteOffset: place, as: UInt32.self)
        }
      }
    }
    return bytes
  }
}
