import ObjectModel
import ObjectStore

/// Objects in memory in front of those of a repository: what would be written, as if it were.
struct OverlaidObjects: ObjectReading {
  private let base: ObjectDatabase
  /// Most have none, and do without making a type of dictionary.
  private let overlay: Overlay?

  private final class Overlay: Sendable {
    let objects: [ObjectID: StoredObject]
    init(_ objects: [ObjectID: StoredObject]) { self.objects = objects }
  }

  init(_ objects: [StoredObject] = [], over base: ObjectDatabase) {
    self.init(identified: objects.map { IdentifiedObject($0, in: base.format) }, over: base)
  }

  init(identified objects: [IdentifiedObject], over base: ObjectDatabase) {
    self.base = base
    overlay =
      objects.isEmpty
      ? nil : Overlay(Dictionary(objects.map { ($0.id, $0.object) }) { first, _ in first })
  }

  /// Lays what several have in memory over the one repository that they share.
  init(joining parts: [OverlaidObjects], over base: ObjectDatabase) {
    self.base = base
    let overlays = parts.compactMap(\.overlay)
    guard overlays.count > 1 else {
      overlay = overlays.first
      return
    }
    overlay = Overlay(
      overlays.dropFirst().reduce(overlays[0].objects) {
        $0.merging($1.objects) { first, _ in first }
      })
  }

  var format: ObjectFormat { base.format }

  func object(_ id: ObjectID) throws(ObjectReadError) -> StoredObject {
    if let object = overlay?.objects[id] { return object }
    return try base.object(id)
  }

  func contains(_ id: ObjectID) throws(ObjectReadError) -> Bool {
    if overlay?.objects[id] != nil { return true }
    return try base.contains(id)
  }
}
