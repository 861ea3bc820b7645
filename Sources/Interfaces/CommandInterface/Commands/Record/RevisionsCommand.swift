import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RefStore
import RepositoryCore
import Terminal

/// `ilm revisions`
enum RevisionsCommand: Command {
  static let name = "revisions"
  static let declaration = CommandDeclaration(
    name, aliases: ["log"], group: "Record",
    summary: "Lists the revisions of an integration",
    examples: [
      UsageExample("ilm revisions production/orders", "all, newest first"),
      UsageExample("ilm revisions production/orders --kind revert --since 2026-01-01", "some"),
      UsageExample(
        "ilm revisions production/orders --native", "those that the account itself keeps"),
    ],
    positionals: [
      PositionalDeclaration("TARGET", kind: .dynamic("target"), help: "ENVIRONMENT/INTEGRATION")
    ],
    options: [
      .value(
        "kind", "K", kind: .choice(Revision.Kind.allCases.map(\.rawValue)), help: "Only these"),
      .value(
        "status", "S", kind: .choice(Revision.Status.allCases.map(\.rawValue)), help: "Only these"),
      .value("user", "U", help: "Only those of this user"),
      .value("since", "D", help: "Only those since this day (2026-03-01) or time"),
      .flag("native", help: "Lists the revisions that the account itself keeps"),
    ],
    exclusive: [
      ["native", "kind"], ["native", "status"], ["native", "user"], ["native", "since"],
    ])

  static func run(_ session: Session) throws -> ExitCode {
    if session.arguments.flag("native") {
      try NativeRevisions.show(session.arguments.required("TARGET"), session)
      return .done
    }
    let target = try session.resolver().target(session.arguments.required("TARGET"))
    let since = try session.arguments.value("since").map(parse)
    let all = try RevisionJournal(target, in: session.repository()).revisions()
    if all.isEmpty, let last = try session.repository().lostJournal(of: target) {
      throw RepositoryError.lostRefs(of: target, at: last)
    }
    let revisions = all.filter { isWanted($0, session.arguments, since) }
    if session.isJSON {
      session.emit(JSONShapes.revisions(revisions, of: target))
    } else if revisions.isEmpty {
      session.talk(
        all.isEmpty
          ? "No revisions; 'ilm snapshot \(target)' records one"
          : "None of \(Wording.count(all.count, "revision")) is like that")
    } else {
      session.page(RevisionText.table(revisions, tags: try tags(of: target, session), session))
    }
    return .done
  }

  /// The names that revisions were given, by their ids.
  private static func tags(
    of target: TargetName, _ session: Session
  ) throws -> [String: [String]] {
    var tags: [String: [String]] = [:]
    for tag in try session.repository().revisionTags(of: target) {
      tags[tag.revision.id, default: []].append(tag.name)
    }
    return tags
  }

  private static func parse(_ text: String) throws -> Timestamp {
    guard let time = Timestamp(text) else {
      throw LifecycleError(
        .usage, "bad_time", "'\(text)' is no day or time",
        hint: "write 2026-03-01 or 2026-03-01T09:30:00Z")
    }
    return time
  }

  private static func isWanted(
    _ revision: Revision, _ arguments: ParsedCommand, _ since: Timestamp?
  ) -> Bool {
    if let kind = arguments.value("kind"), revision.kind.rawValue != kind { return false }
    if let status = arguments.value("status"), revision.status.rawValue != status { return false }
    if let user = arguments.value("user"), revision.user != user { return false }
    if let since, let time = Timestamp(revision.createdAt) {
      return (time.seconds, time.milliseconds) >= (since.seconds, since.milliseconds)
    }
    return true
  }
}
