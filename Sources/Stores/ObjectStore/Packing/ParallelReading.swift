import ObjectModel
import ParallelWork

/// Reads many objects on all cores.
enum ParallelReading {
  // More shares than cores level out objects that take longer.
  private static let shareCount = 8

  /// Returns the objects in the order of their ids; each was hashed and matches.
  static func objects(
    _ ids: ArraySlice<ObjectID>, in database: ObjectDatabase
  ) throws(ObjectReadError) -> [IdentifiedResult] {
    let ids = Array(ids)
    var results = [Result<StoredObject, ObjectReadError>?](repeating: nil, count: ids.count)
    results.withUnsafeMutableBufferPointer { buffer in
      // Each share writes its own places only, and all have ended before the call returns.
      nonisolated(unsafe) let buffer = buffer
      ThreadTeam.cores.forEach(shareCount) { share in
        for place in (ids.count * share / shareCount)..<(ids.count * (share + 1) / shareCount) {
          buffer[place] = Result { () throws(ObjectReadError) in try database.object(ids[place]) }
        }
      }
    }
    var objects: [IdentifiedResult] = []
    objects.reserveCapacity(ids.count)
    for (id, result) in zip(ids, results) {
      if let object = try result?.get() { objects.append((id, object)) }
    }
    return objects
  }

  typealias IdentifiedResult = (id: ObjectID, object: StoredObject)
}
