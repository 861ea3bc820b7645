import ByteCoding
import LosslessJSON

extension DeclaredRelation {
  /// The relation as it is stored; see Docs/formats/matches.md.
  var json: JSONValue {
    [
      "left": .text(left.description), "right": .text(right.description),
      "pairs": .array(pairs.sorted { Self.precedes($0.left, $1.left) }.map(\.json)),
      "leftAlone": Self.list(leftAlone), "rightAlone": Self.list(rightAlone),
    ]
  }

  init?(json: JSONValue) {
    guard let left = json["left"]?.text.flatMap({ TargetName($0) }),
      let right = json["right"]?.text.flatMap({ TargetName($0) })
    else { return nil }
    self.init(left: left, right: right)
    for item in json["pairs"]?.array ?? [] {
      guard let pair = Pair(json: item) else { return nil }
      pairs.append(pair)
    }
    leftAlone = Set((json["leftAlone"]?.array ?? []).compactMap(\.text))
    rightAlone = Set((json["rightAlone"]?.array ?? []).compactMap(\.text))
  }

  private static func precedes(_ one: String, _ other: String) -> Bool {
    one.precedesInBytes(other)
  }

  private static func list(_ names: Set<String>) -> JSONValue {
    .array(names.sorted(by: precedes).map { .text($0) })
  }
}

extension DeclaredRelation.Pair {
  var json: JSONValue {
    ["left": .text(left), "right": .text(right), "matchedBy": .text(reason)]
  }

  init?(json: JSONValue) {
    guard let left = json["left"]?.text, let right = json["right"]?.text,
      let reason = json["matchedBy"]?.text
    else { return nil }
    self.init(left: left, right: right, reason: reason)
  }
}
