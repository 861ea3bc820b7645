import ObjectModel
import ObjectStore

/// Objects in memory in front of those of a repository: what would be written, as if it were.
struct OverlaidObjects: ObjectReading {
  private let base: ObjectDatabase
  private let objects: [ObjectID: StoredObject]

  init(_ objects: [StoredObject] = [], over base: ObjectDatabase) {
    self.init(identified: objects.map { IdentifiedObject($0, in: base.format) }, over: base)
  }

  init(identified objects: [IdentifiedObject], over base: ObjectDatabase) {
    self.base = base
    self.objects = Dictionary(objects.map { ($0.id, $0.object) }) { first, _ in first }
  }

  /// Lays what several have in memory over the one repository that they share.
  init(joining parts: [OverlaidObjects], over base: ObjectDatabase) {
    self.base = base
    let changed = parts.map(\.objects).filter { !$0.isEmpty }
    objects = changed.dropFirst().reduce(changed.first ?? [:]) {
      $0.merging($1) { first, _ in first }
    }
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
}
