import ObjectModel
import ParallelWork

/// Computes the ids of many objects on all cores.
enum ParallelHashing {
  // More shares than cores level out objects that take longer.
  private static let shareCount = 8
  // Below this, waking another thread costs more than it saves.
  private static let byteCountMin = 256 << 10

  static func ids(of objects: [StoredObject], _ format: ObjectFormat) -> [ObjectID] {
    let byteCount = objects.reduce(0) { $0 + $1.bytes.count }
    var ids = [ObjectID](repeating: ObjectID.null(format), count: objects.count)
    ids.withUnsafeMutableBufferPointer { buffer in
      // Each share writes its own places only, and all have ended before the call returns.
      nonisolated(unsafe) let buffer = buffer
      let shares = byteCount < byteCountMin ? 1 : shareCount
      ThreadTeam.cores.forEach(shares) { share in
        let hasher = ObjectHasher(format)
        let start = objects.count * share / shares
        for place in start..<(objects.count * (share + 1) / shares) {
          buffer[place] = hasher.id(of: objects[place].kind, objects[place].bytes)
        }
      }
    }
    return ids
  }
}
