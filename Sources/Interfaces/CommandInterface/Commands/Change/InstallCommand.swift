import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// `ilm install`
enum InstallCommand: Command {
  static let name = "install"
  static let declaration = CommandDeclaration(
    name, group: "Change", summary: "Makes an integration of a bundle",
    discussion: "The bundle may be one of 'ilm download' or of the platform, of any account. Flows "
      + "arrive disabled. Say with --connection by which connection of the environment each one is "
      + "replaced; the others become offline placeholders. Where the bundle's integration is "
      + "recorded, the new one shares its history. Bundles with APIs are refused unless the "
      + "environment is declared to support them.",
    examples: [
      UsageExample("ilm install orders.zip sandbox", "under the name in the bundle"),
      UsageExample("ilm install orders.zip sandbox --name 'Orders trial' --dry-run", "only look"),
      UsageExample(
        "ilm install orders.zip sandbox --connection netsuite='NetSuite sandbox'",
        "bind a connection"),
    ],
    positionals: [
      PositionalDeclaration("BUNDLE", kind: .file, help: "The zip file"),
      PositionalDeclaration("ENV", kind: .dynamic("environment"), help: "Where to install it"),
    ],
    options: [.value("name", "NAME", help: "The name of the new integration")]
      + CopyOptions.declarations + PlanRunning.options, exclusive: PlanRunning.exclusive)

  static func run(_ session: Session) throws -> ExitCode {
    let path = session.world.absolute(session.arguments.required("BUNDLE"))
    let environment = session.arguments.required("ENV")
    _ = try session.environmentEntry(environment)
    let resolver = try session.resolver()
    let plan = try InstallOperation(resolver, try CopyOptions.read(session)).plan(
      path, to: environment, name: session.arguments.value("name"))
    let outcome = try PlanRunning.run(plan, session, typing: plan.target.integration) {
      try PlanApplication(resolver).apply(plan)
    }
    if case .applied(let report) = outcome { PlanRunning.report(report, session) }
    return .done
  }
}

/// The options of commands that make a copy of an integration.
enum CopyOptions {
  static let declarations: [OptionDeclaration] =
    BindingOptions.declarations + [
      .flag("no-placeholders", help: "Refuses connections that are not named")
    ]

  static func read(_ session: Session) throws -> CopyPlanning.Options {
    CopyPlanning.Options(
      bindings: try BindingOptions.read(session),
      makesPlaceholders: !session.arguments.flag("no-placeholders"))
  }
}

/// The options that say what slots are to be bound to.
enum BindingOptions {
  static let declarations: [OptionDeclaration] = [
    .value(
      "connection", "FROM=TO", isRepeatable: true,
      help: "Uses the connection TO (its id or exact name) in the place of FROM, such as netsuite"),
    .value(
      "bindings", "FILE", kind: .file,
      help: "The same from a file: {\"bindings\": {\"connections/netsuite\": \"NAME\"}}"),
  ]

  static func read(_ session: Session) throws -> BindingRequests {
    var bindings = try BindingRequests(options: session.arguments.values("connection"))
    if let path = session.arguments.value("bindings") {
      try bindings.add(file: try session.readJSON(path))
    }
    return bindings
  }
}
