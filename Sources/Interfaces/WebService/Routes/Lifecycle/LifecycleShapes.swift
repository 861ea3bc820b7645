/// What the lifecycle API takes and gives; the documents are those of the command line.
enum LifecycleShapes {
  static let answer = ValueShape.open(.required("schemaVersion", .integer(1...1)))

  static let resolutions = ValueShape.list(
    of: .open(
      .optional("id", .text()), .optional("name", .text()), .optional("path", .text()),
      .optional("take", .choice(["current", "remote"])), .optional("value", .any)),
    maxCount: 10_000)

  /// Slots, or ids or names of the source's connections, to ids or names in the target.
  static let connections = ValueShape.map(to: .text(minLength: 1))

  static let names = ValueShape.list(of: .text(minLength: 1), maxCount: 10_000)

  /// What every change takes that is shown before it is carried out.
  static let planned: [ValueShape.Member] = [
    .optional("dryRun", .boolean), .optional("plan", .text(minLength: 1)),
  ]

  static func planned(_ members: ValueShape.Member...) -> ValueShape {
    .object(members + planned, isOpen: false)
  }

  static let state = ValueShape.text(minLength: 3)

  static let pull = ValueShape.object(
    [
      .required("from", state), .optional("description", .text(maxLength: 10_240)),
      .optional("only", names), .optional("ignore", names), .optional("connections", connections),
      .optional("placeholders", .boolean), .optional("base", state),
      .optional("withName", .boolean), .optional("withSchedules", .boolean),
      .optional("withPayloads", .boolean), .optional("allowShared", .boolean),
      .optional("strict", .boolean), .optional("noRemembered", .boolean),
      .optional("resolutions", resolutions),
    ] + planned, isOpen: false)

  /// The query of comparisons.
  static let comparing = [
    QueryParameter("only", .text(), "names or kinds of resources, with commas between them"),
    QueryParameter("ignore", .text(), "fields whose changes do not count, with commas"),
    QueryParameter("showIgnored", .boolean, "shows ignored changes as well"),
    QueryParameter("contentOnly", .boolean, "leaves environment fields out"),
  ]
}
