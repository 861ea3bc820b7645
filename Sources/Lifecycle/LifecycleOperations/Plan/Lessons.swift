import LosslessJSON
import RepositoryCore
import StructuralMerge

extension Plan {
  /// What a pull teaches for later ones: what is what, and how conflicts were resolved.
  struct Lessons: Sendable, Equatable {
    /// The integration that was pulled from.
    var remote: TargetName?
    /// Which resource of the target is which of the remote.
    var pairs: [DeclaredRelation.Pair] = []
    /// How conflicts were resolved, by their fingerprints.
    var resolutions: [String: Resolution] = [:]

    var isEmpty: Bool { pairs.isEmpty && resolutions.isEmpty }
  }
}

extension Plan.Lessons {
  /// Keeps what is not known yet; doing so again changes nothing.
  func keep(of target: TargetName, in repository: Repository) throws {
    try RememberedResolutions(repository).remember(resolutions)
    guard let remote, !pairs.isEmpty else { return }
    try repository.changeRelation(of: target, and: remote) { relation in
      let known = Set(relation.pairs.map(\.left))
      for pair in pairs where !known.contains(pair.left) {
        relation.pair(pair.left, pair.right, reason: pair.reason)
      }
    }
  }

  var json: JSONValue {
    [
      "remote": .text(remote?.description),
      "pairs": .array(
        pairs.map {
          ["left": .text($0.left), "right": .text($0.right), "matchedBy": .text($0.reason)]
        }),
      "resolutions": .object(
        JSONObject(
          resolutions.sorted { $0.key < $1.key }.map {
            JSONObject.Member(key: JSONString($0.key), value: $0.value.json)
          })),
    ]
  }

  init(json: JSONValue) {
    remote = json["remote"]?.text.flatMap { TargetName($0) }
    pairs = (json["pairs"]?.array ?? []).compactMap { pair in
      guard let left = pair["left"]?.text, let right = pair["right"]?.text else { return nil }
      return DeclaredRelation.Pair(
        left: left, right: right, reason: pair["matchedBy"]?.text ?? "")
    }
    for member in json["resolutions"]?.object ?? JSONObject() {
      resolutions[member.key.text] = Resolution(json: member.value)
    }
  }
}
