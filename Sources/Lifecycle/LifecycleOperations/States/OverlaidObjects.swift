import ObjectModel
import ObjectStore

/// Objects in memory in front of those of a repository: what would be written, as if it were.
struct OverlaidObjects: ObjectReading {
  private let base: ObjectDatabase
  private let objects: [ObjectID: StoredObject]

  init(_ objects: [StoredObject] = [], over base: ObjectDatabase) {
    self.base = base
    let hasher = ObjectHasher(base.format)
    self.objects = Dictionary(
      objects.map { (hasher.id(of: $0.kind, $0.bytes), $0) }
    ) { first, _ in first }
  }

  var format: ObjectFormat { base.format }

  func object(_ id: ObjectID) throws(ObjectReadError) -> StoredObject {
    if let object = objects[id] { return object }
    return try base.object(id)
  }

  func contains(_ id: ObjectID) throws(ObjectReadError) -> Bool {
    if objects[id] != nil { return true }
    return try base.contains(id)
  }

  /// The blobs in memory.
  var blobs: [BlobID: [UInt8]] {
    var blobs: [BlobID: [UInt8]] = [:]
    for (id, object) in objects where object.kind == .blob { blobs[BlobID(id)] = object.bytes }
    return blobs
  }
}
