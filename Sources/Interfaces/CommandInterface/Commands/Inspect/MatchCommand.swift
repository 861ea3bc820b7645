import IntegrationModel
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// `ilm match`
enum MatchCommand: Command {
  static let name = "match"
  static let declaration = CommandDeclaration(
    name, group: "Look", summary: "Shows or declares which resource is which of another",
    discussion: "Two integrations without a common history are compared and merged by pairs of "
      + "resources: by id, lineage, name, then content. Without options the pairs are shown and "
      + "nothing is written. --save, --pair and --unpair make the two partners and record the "
      + "pairs as shown, so that they last through renames and edits; --forget takes that back.",
    examples: [
      UsageExample("ilm match production/orders sandbox/orders", "what is which"),
      UsageExample(
        "ilm match production/orders sandbox/orders --pair imports/post-order=imports/send-order",
        "say so where it is not found"),
    ],
    positionals: [
      PositionalDeclaration("LEFT", kind: .dynamic("target"), help: "ENVIRONMENT/INTEGRATION"),
      PositionalDeclaration("RIGHT", kind: .dynamic("target"), help: "ENVIRONMENT/INTEGRATION"),
    ],
    options: [
      .flag("save", help: "Makes the two partners and records the pairs"),
      .value(
        "pair", "NAME=NAME", isRepeatable: true, help: "Declares that two resources are one"),
      .value(
        "unpair", "NAME", isRepeatable: true, help: "Declares that a resource has no counterpart"),
      .flag("forget", help: "Takes back all that was declared of the two"),
    ])

  static func run(_ session: Session) throws -> ExitCode {
    let arguments = session.arguments
    let operation = try MatchOperation(
      arguments.required("LEFT"), arguments.required("RIGHT"), session.resolver())
    let declaration = MatchOperation.Declaration(
      pairs: try arguments.values("pair").map(pair), alone: arguments.values("unpair"))
    let declares =
      arguments.flag("save") || !declaration.pairs.isEmpty || !declaration.alone.isEmpty
    guard !(declares && arguments.flag("forget")) else {
      throw LifecycleError(
        .usage, "bad_option", "--forget cannot be combined with --save, --pair or --unpair",
        hint: "forget first, then declare anew")
    }
    if arguments.flag("forget"), try !operation.forget() {
      session.talk("Nothing was declared of the two")
    }
    show(try declares ? operation.declare(declaration) : operation.found(), session)
    return .done
  }

  private static func pair(_ text: String) throws -> (left: String, right: String) {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex,
      text.index(after: equals) != text.endIndex
    else {
      throw LifecycleError(
        .usage, "bad_pair", "'\(text)' is no pair",
        hint: "write LEFT=RIGHT, such as imports/post-order=imports/send-order")
    }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
  }

  private static func show(_ match: IntegrationMatch, _ session: Session) {
    guard !session.isJSON else {
      session.emit(JSONShapes.match(match))
      return
    }
    var table = Table([
      Table.Column(match.left.description.uppercased(), isFlexible: true),
      Table.Column(match.right.description.uppercased(), isFlexible: true),
      Table.Column("MATCHED BY"), Table.Column("SIMILARITY"),
    ])
    for pair in match.pairs {
      table.append([
        Table.Cell(pair.left.name.description), Table.Cell(pair.right.name.description),
        Table.Cell(pair.reason.rawValue), Table.Cell(percent(pair.similarity)),
      ])
    }
    for side in match.onlyLeft { table.append(alone(side.name.description, "-")) }
    for side in match.onlyRight { table.append(alone("-", side.name.description)) }
    session.page(table.render(session.capabilities))
    session.talk(
      "\(match.pairs.count) pairs, \(match.onlyLeft.count) only in \(match.left), "
        + "\(match.onlyRight.count) only in \(match.right)"
        + (match.isDeclared ? "; the two are partners" : "; --save records the pairs"))
  }

  private static func alone(_ left: String, _ right: String) -> [Table.Cell] {
    [
      Table.Cell(left, .yellow), Table.Cell(right, .yellow), Table.Cell("-"), Table.Cell("-"),
    ]
  }

  /// Whole percents, and 100 only for what is the same.
  private static func percent(_ share: Double) -> String { "\(Int(share * 100)) %" }
}
