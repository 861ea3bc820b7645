import IntegrationModel
import LosslessJSON

/// Finds ids inside texts that a plan would carry to an environment where they mean nothing.
struct HardCodedIDs {
  private let ids: [String: LogicalName]

  /// Prepares to look for the ids that a state's own resources have.
  init(of state: SideDetails) {
    ids = Dictionary(
      state.ids.map { ($0.value, $0.key) }, uniquingKeysWith: { one, _ in one })
  }

  /// One warning for each text that names a resource by its id.
  func warnings(_ name: LogicalName, _ document: JSONValue) -> [Plan.Warning] {
    var warnings: [Plan.Warning] = []
    document.forEachString { text, path in
      for id in TextLint.ids(in: text.utf8) {
        guard let target = ids[id] else { continue }
        warnings.append(
          Plan.Warning(
            code: "hard_coded_id", name: name.description,
            message: "the text at \(path.pointer) of '\(name)' names '\(target)' by its id "
              + "'\(id)', which means nothing in another environment"))
      }
    }
    return warnings
  }
}
