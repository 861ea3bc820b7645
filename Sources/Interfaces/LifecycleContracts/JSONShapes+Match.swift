import IntegrationModel
public import LifecycleOperations
public import LosslessJSON
import RepositoryCore

extension JSONShapes {
  /// What `ilm match` writes.
  public static func match(_ match: IntegrationMatch) -> JSONValue {
    [
      "schemaVersion": schemaVersion, "left": text(match.left.description),
      "right": text(match.right.description), "declared": .bool(match.isDeclared),
      "pairs": .array(match.pairs.map(pair)), "onlyLeft": .array(match.onlyLeft.map(side)),
      "onlyRight": .array(match.onlyRight.map(side)),
    ]
  }

  private static func pair(_ pair: IntegrationMatch.Pair) -> JSONValue {
    [
      "kind": text(pair.left.name.kind.rawValue), "left": text(pair.left.name.description),
      "right": text(pair.right.name.description), "leftName": text(pair.left.label),
      "rightName": text(pair.right.label), "matchedBy": text(pair.reason.rawValue),
      "similarity": share(pair.similarity),
    ]
  }

  private static func side(_ side: IntegrationMatch.Side) -> JSONValue {
    [
      "kind": text(side.name.kind.rawValue), "name": text(side.name.description),
      "label": text(side.label),
    ]
  }

  /// A share with three digits, cut off, so that only what is the same is 1.
  private static func share(_ share: Double) -> JSONValue {
    let thousandths = Int(share * 1000)
    let lexeme = "\(thousandths / 1000).\(String(1000 + thousandths % 1000).dropFirst())"
    return (try? JSONNumber(lexeme: JSONNumber(lexeme: lexeme).canonical)).map { .number($0) }
      ?? .null
  }
}
