import ComparisonReports
import FileStorage
import IntegrationModel
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// `ilm compare`
enum CompareCommand: Command {
  static let name = "compare"
  static let declaration = CommandDeclaration(
    name, group: "Look", summary: "Compares two integrations or two environments",
    discussion: "Only content counts: an integration and its faithful clone are identical, "
      + "whatever their ids, times and connections are. Added is what only RIGHT has, deleted what "
      + "only LEFT has. Exit code 1 means that they differ. With --recorded no environment is "
      + "looked at: what counts is the last revision of each integration.",
    examples: [
      UsageExample("ilm compare production sandbox", "integration by integration"),
      UsageExample("ilm compare --recorded production sandbox", "as last recorded, offline"),
      UsageExample("ilm compare production/orders sandbox/orders", "one in detail"),
    ],
    positionals: [
      PositionalDeclaration("LEFT", kind: .dynamic("state"), help: "A state or an environment"),
      PositionalDeclaration("RIGHT", kind: .dynamic("state"), help: "A state or an environment"),
    ],
    options: DiffCommand.options + [
      DiffCommand.recorded,
      .value("html", "FILE", kind: .file, help: "Also writes the comparison as a web page"),
    ])

  private static let option = "--html FILE"

  static func run(_ session: Session) throws -> ExitCode {
    let (left, right) = (
      session.arguments.required("LEFT"), session.arguments.required("RIGHT")
    )
    let page = try session.arguments.value("html").map {
      try session.outputPath($0, option: Self.option)
    }
    let resolver = try session.resolver(recordedOnly: session.arguments.flag("recorded"))
    if isEnvironment(left), isEnvironment(right) {
      return try compareEnvironments(left, right, resolver, page, session)
    }
    let comparison = try StateComparison(
      resolver.side(left), resolver.side(right), catalog: session.context().catalog,
      options: try DiffCommand.options(session))
    if let page { try write(ComparisonReport.of(comparison), to: page, session) }
    DiffCommand.show(comparison, session)
    return comparison.isIdentical ? .done : .differences
  }

  private static func write(_ page: [UInt8], to path: String, _ session: Session) throws {
    try session.write(page, to: path, option: option)
    session.talk("The page is in \(VisibleText.line(path))")
  }

  private static func isEnvironment(_ text: String) -> Bool {
    !text.contains("/") && !text.hasSuffix(".zip")
  }

  private static func compareEnvironments(
    _ left: String, _ right: String, _ resolver: StateResolver, _ page: String?,
    _ session: Session
  ) throws -> ExitCode {
    let comparison = try EnvironmentComparison(
      left, right, resolver: resolver, options: try DiffCommand.options(session))
    if let page {
      let report = try ComparisonReport.of(comparison, resolver, try DiffCommand.options(session))
      try write(report, to: page, session)
    }
    if session.isJSON {
      session.emit(JSONShapes.comparison(comparison))
    } else {
      show(comparison, session)
    }
    return comparison.isIdentical ? .done : .differences
  }

  private static func show(_ comparison: EnvironmentComparison, _ session: Session) {
    var table = Table([
      Table.Column(comparison.left.uppercased(), isFlexible: true),
      Table.Column(comparison.right.uppercased(), isFlexible: true), Table.Column("MATCHED BY"),
      Table.Column("DIFFERENCE"),
    ])
    for row in comparison.rows {
      let difference =
        row.isIdentical
        ? Table.Cell("identical", .green)
        : Table.Cell(
          row.left == nil
            ? "only in \(comparison.right)"
            : row.right == nil
              ? "only in \(comparison.left)" : DifferenceText.summary(row.summary), .yellow)
      table.append([
        Table.Cell(row.left?.integration ?? "-"), Table.Cell(row.right?.integration ?? "-"),
        Table.Cell(row.matchedBy?.rawValue ?? "-"), difference,
      ])
    }
    session.page(table.render(session.capabilities))
    for note in comparison.recorded.flatMap(\.notes) { session.warn(VisibleText.line(note)) }
    if let (left, right) = comparison.differingPairs.first {
      let option = comparison.recorded.isEmpty ? "" : "--recorded "
      session.talk("'ilm compare \(option)\(left) \(right)' shows the differences")
    }
  }
}
