import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import ObjectModel
import RepositoryCore
import Terminal

/// `ilm show`
enum ShowCommand: Command {
  static let name = "show"
  static let declaration = CommandDeclaration(
    name, group: "Look", summary: "Shows one revision and what it changed",
    examples: [UsageExample("ilm show production/orders@r3", "revision 3")],
    positionals: [
      PositionalDeclaration("REVISION", kind: .dynamic("revision"), help: "TARGET@rN")
    ], options: DiffCommand.options)

  static func run(_ session: Session) throws -> ExitCode {
    let text = session.arguments.required("REVISION")
    let resolver = try session.resolver()
    guard let at = text.lastIndex(of: "@") else { throw try noRevision(text, resolver, session) }
    let target = try resolver.target(String(text[..<at]))
    let revision = try resolver.revision(String(text[text.index(after: at)...]), of: target)
    let comparison = try comparison(revision, resolver, session)
    if session.isJSON {
      session.emit(
        JSONShapes.revision(
          revision, comparison, showsIgnored: session.arguments.flag("show-ignored")))
      return .done
    }
    session.page(head(revision, session) + body(revision, comparison, session))
    return .done
  }

  /// Names the newest revision of what was named without one.
  private static func noRevision(
    _ text: String, _ resolver: StateResolver, _ session: Session
  ) throws -> any Error {
    let target = try? resolver.target(text)
    let newest = try target.flatMap {
      try RevisionJournal($0, in: session.repository()).latest()?.id
    }
    if let target, newest == nil, let last = try session.repository().lostJournal(of: target) {
      return RepositoryError.lostRefs(of: target, at: last)
    }
    let hint =
      if let target, let newest {
        "the newest one is \(target)@\(newest); 'ilm revisions \(target)' lists them all"
      } else if let target {
        "nothing of it is recorded yet; 'ilm snapshot \(target)' does"
      } else {
        "write TARGET@rN"
      }
    return LifecycleError(.usage, "bad_state", "'\(text)' is no revision", hint: hint)
  }

  /// What the revision changed; a first one has nothing before it.
  private static func comparison(
    _ revision: Revision, _ resolver: StateResolver, _ session: Session
  ) throws -> StateComparison? {
    guard revision.before != nil, revision.after != nil else { return nil }
    let label = "\(revision.target)@\(revision.id)"
    return try StateComparison(
      resolver.side("\(label):before"), resolver.side(label),
      catalog: session.context().catalog, options: try DiffCommand.options(session))
  }

  private static func head(_ revision: Revision, _ session: Session) -> String {
    var lines = [
      session.palette.bold("\(revision.target)@\(revision.id)")
        + "  \(revision.origin?.rawValue ?? revision.kind.rawValue), "
        + revision.status.rawValue.replacing("_", with: " "),
      "  \(VisibleText.line(revision.description))",
      "  by \(VisibleText.line(revision.user)) at \(revision.createdAt)",
    ]
    if let remote = revision.remote {
      lines.append("  from \(VisibleText.line(remote.target)) (\(remote.commit.hex.prefix(12)))")
    }
    if let after = revision.after { lines.append("  content \(after.content.hex)") }
    lines += PlanText.followUps(
      revision.followUps.map { ($0.code, $0.name, $0.hint) }, session.palette
    ).map { "  " + $0 }
    return lines.joined(separator: "\n") + "\n\n"
  }

  private static func body(
    _ revision: Revision, _ comparison: StateComparison?, _ session: Session
  ) -> String {
    guard revision.after != nil else { return "no state is recorded after it\n" }
    if revision.operation == .delete { return deletion(revision) }
    guard let comparison else { return "the first state that was recorded\n" }
    return DifferenceText.of(
      comparison, session.palette, statOnly: session.arguments.flag("stat"),
      showsIgnored: session.arguments.flag("show-ignored"))
  }

  /// A deletion records what there was right before it, so that no comparison shows it.
  private static func deletion(_ revision: Revision) -> String {
    let count = Wording.count(revision.changes.deleted, "resource")
    return "\(count) deleted; 'ilm revert \(revision.target) --to \(revision.id)' brings back what "
      + "was there\n"
  }
}
