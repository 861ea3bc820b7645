import IntegrationModel
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// `ilm diff`
enum DiffCommand: Command {
  static let name = "diff"
  static let declaration = CommandDeclaration(
    name, group: "Look", summary: "Shows what differs between two states",
    discussion: "A state is a target as it is now, TARGET@rN (TARGET@rN:before for the state "
      + "before a pull or revert), TARGET@TAG, or a bundle file. One state alone is compared with "
      + "its last revision, the older one on the left: a target shows what changed since, a "
      + "recorded state what was recorded after it. Of one integration at two times the connections "
      + "that it is bound to count, too, credentials masked. Exit code 1 means that there are "
      + "differences.",
    examples: [
      UsageExample("ilm diff production/orders", "since the last revision"),
      UsageExample("ilm diff production/orders@r2", "what was recorded after r2"),
      UsageExample("ilm diff production/orders@r2 production/orders@r5", "two revisions"),
      UsageExample("ilm diff production/orders --stat", "names only"),
    ],
    positionals: [
      PositionalDeclaration("STATE", kind: .dynamic("state"), help: "The state on the left"),
      PositionalDeclaration(
        "OTHER", .optional, kind: .dynamic("state"), help: "The state on the right"),
    ], options: options + [recorded])

  /// The options that `diff`, `compare` and `show` share.
  static let options: [OptionDeclaration] = [
    .flag("stat", help: "Shows only which resources differ"),
    .value("only", "NAME", isRepeatable: true, help: "Only this resource, or this kind"),
    .value("ignore", "FIELD", isRepeatable: true, help: "Ignores changes: [KIND:]PATH"),
    .flag("show-ignored", help: "Shows ignored changes as well"),
    .flag("content-only", help: "Leaves environment fields out"),
  ]

  /// Looks at no environment.
  static let recorded = OptionDeclaration.flag(
    "recorded", help: "Takes what was last recorded; looks at no environment")

  static func run(_ session: Session) throws -> ExitCode {
    let resolver = try session.resolver(recordedOnly: session.arguments.flag("recorded"))
    let (left, right) = try sides(session, resolver)
    let comparison = try StateComparison(
      left, right, catalog: session.context().catalog, options: try options(session))
    show(comparison, session)
    return comparison.isUnchanged(countingEnvironment: true) ? .done : .differences
  }

  /// The two states; of one that is named alone and its last revision, the older one is on the left.
  private static func sides(
    _ session: Session, _ resolver: StateResolver
  ) throws -> (left: StateSide, right: StateSide) {
    let text = session.arguments.required("STATE")
    let first = try resolver.side(text)
    if let other = session.arguments.operand("OTHER") { return (first, try resolver.side(other)) }
    let last = try base(of: first, resolver)
    guard last.label != first.label || text == first.label else { throw nothingToCompare(text) }
    let isNow = first.label == first.target?.description
    return isNow ? (last, first) : (first, last)
  }

  /// What one state alone is compared with: the last revision of its target.
  private static func base(
    of side: StateSide, _ resolver: StateResolver
  ) throws -> StateSide {
    if let target = side.target, let last = try resolver.lastRecordedSide(target) { return last }
    throw LifecycleError(
      .usage, "nothing_recorded", "there is nothing to compare '\(side.label)' with",
      hint: "name a second state, or record one with 'ilm snapshot'")
  }

  /// The last revision has nothing to be compared with but what the environment holds now.
  private static func nothingToCompare(_ target: String) -> LifecycleError {
    LifecycleError(
      .usage, "nothing_to_compare",
      "what was last recorded of '\(target)' is its last revision, and nothing differs from itself",
      hint: "name a second state, or leave --recorded out to see what changed since")
  }

  /// The options of the command line and of the configuration.
  static func options(_ session: Session) throws -> StateComparison.Options {
    let texts =
      session.arguments.values("ignore")
      + (try session.context().configuration.patterns(.ignore))
    var options = StateComparison.Options(
      only: session.arguments.values("only"), ignored: try texts.map { try UserFieldPattern($0) },
      contentOnly: session.arguments.flag("content-only"))
    options.leavesIDsOut = !session.isJSON
    return options
  }

  static func show(_ comparison: StateComparison, _ session: Session) {
    let showsIgnored = session.arguments.flag("show-ignored")
    if session.isJSON {
      session.emit(JSONShapes.comparison(comparison, showsIgnored: showsIgnored))
    } else {
      session.page(
        DifferenceText.of(
          comparison, session.palette, statOnly: session.arguments.flag("stat"),
          showsIgnored: showsIgnored))
    }
  }
}
