import IntegrationModel
import LosslessJSON
import StructuralDiff

/// The differences of the environment fields of one resource, as changes.
enum EnvironmentChanges {
  static func between(_ old: ResourceFacts, _ new: ResourceFacts) -> [Change] {
    var changes: [Change] = []
    for place in Set(old.environment.keys).union(new.environment.keys).sorted() {
      guard let pointer = try? JSONPointer(parsing: place) else { continue }
      switch (old.environment[place], new.environment[place]) {
      case (let one?, let other?) where one != other:
        changes.append(.replace(one, with: other, at: pointer))
      case (let one?, nil): changes.append(.remove(one, at: pointer))
      case (nil, let other?): changes.append(.add(other, at: pointer))
      default: break
      }
    }
    for place in Set(old.bindings.keys).intersection(new.bindings.keys).sorted() {
      guard let one = old.bindings[place], let other = new.bindings[place], one.id != other.id,
        let pointer = try? JSONPointer(parsing: place)
      else { continue }
      changes.append(.replace(.text(one.id), with: .text(other.id), at: pointer))
    }
    return changes
  }
}
