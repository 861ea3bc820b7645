import LifecycleContracts
import LosslessJSON
import Terminal

/// The program: reads the command line, runs the verb, reports errors.
public enum IlmProgram {
  /// The version of the program.
  public static let version = "0.1.0"

  /// The verbs, in the order of the overview.
  static let commands: [any (Command & SendableMetatype).Type] = [
    InitCommand.self, EnvCommand.self, EnvFieldCommand.self, IgnoreCommand.self,
    ListCommand.self, StatusCommand.self, DiffCommand.self, CompareCommand.self,
    MatchCommand.self, LintCommand.self, SnapshotCommand.self, RevisionsCommand.self,
    ShowCommand.self, TagCommand.self, PullCommand.self, ConflictsCommand.self,
    RevertCommand.self, UndoCommand.self, CloneCommand.self, CreateCommand.self,
    RenameCommand.self, MoveCommand.self, DeleteCommand.self, ApplyCommand.self,
    ContinueCommand.self, CancelCommand.self, DownloadCommand.self, InstallCommand.self,
    RemoteCommand.self, FetchCommand.self, PushCommand.self, FsckCommand.self, GCCommand.self,
    ServeCommand.self,
    CompletionsCommand.self, CompleteCommand.self, ReferenceCommand.self,
  ]

  /// What the command line looks like.
  static let declaration = ProgramDeclaration(
    name: "ilm", version: version,
    summary: "Git for integrations: history, compare, pull, revert, clone",
    examples: [
      UsageExample("ilm init", "make a repository in this folder"),
      UsageExample("ilm env add production dir:accounts/production", "tell it where one runs"),
      UsageExample("ilm snapshot --all production -m 'first'", "record every integration"),
      UsageExample("ilm compare production sandbox", "see what differs"),
      UsageExample(
        "ilm pull production/orders --from sandbox/orders", "bring changes from one to the other"),
      UsageExample("ilm revert production/orders --to r3", "go back to a revision"),
    ],
    globalOptions: [
      .flag("json", help: "Writes one JSON document to stdout"),
      .value("repo", "DIR", kind: .folder, help: "The folder with the repository"),
      .flag("quiet", short: "q", help: "Says less"),
      .flag("no-color", help: "Uses no colour"),
      .flag("no-input", help: "Never asks; fails with what is missing"),
      .flag("yes", help: "Answers yes to the plan"),
      .value("user", "NAME", help: "The user that revisions name"),
    ],
    commands: commands.map { $0.declaration } + [.help(group: "Help")])

  /// Runs the program and returns its exit code.
  public static func run(_ arguments: [String]) -> Int32 {
    if arguments == ["--version"] {
      // The common path of scripts: nothing else is set up.
      return finish(BufferedOutput(descriptor: 1), "ilm \(version)\n")
    }
    let world = World.process()
    BufferedOutput.ignoreBrokenPipes()
    let wantsJSON = declaration.mentions("json", in: arguments)
    do {
      switch try CommandLineParser(declaration).parse(arguments) {
      case .version: return finish(BufferedOutput(descriptor: 1), "ilm \(version)\n")
      case .help(let path): return try help(path, world)
      case .run(let command): return run(command, world)
      }
    } catch {
      return report(error, isJSON: wantsJSON, world)
    }
  }

  private static func run(_ command: ParsedCommand, _ world: World) -> Int32 {
    let session = Session(command, world, interrupt: InterruptFlag.install())
    guard let verb = commands.first(where: { $0.declaration.name == command.path[0] }) else {
      return ExitCode.usage.rawValue
    }
    // The process ends with the command, so nothing is freed before.
    _ = Unmanaged.passRetained(session)
    do {
      let code = try verb.run(session)
      session.progressLine.clear()
      try session.out.flush()
      try session.err.flush()
      return code.rawValue
    } catch {
      session.progressLine.clear()
      try? session.out.flush()
      try? session.err.flush()
      return report(error, isJSON: session.isJSON, world)
    }
  }

  private static func help(_ path: [String], _ world: World) throws -> Int32 {
    let capabilities = TerminalCapabilities(descriptor: 1, environment: world.variables)
    let renderer = HelpRenderer(declaration, capabilities)
    return finish(
      BufferedOutput(descriptor: 1), path.isEmpty ? renderer.overview() : try renderer.help(path))
  }

  private static func finish(_ output: BufferedOutput, _ text: String) -> Int32 {
    output.write(text)
    do {
      try output.flush()
      return ExitCode.done.rawValue
    } catch {
      return ExitCode.environmentFailed.rawValue
    }
  }

  private static func report(_ error: any Error, isJSON: Bool, _ world: World) -> Int32 {
    let report = FailureReport(ofProgram: error)
    let output = BufferedOutput(descriptor: 2)
    if isJSON {
      output.write(report.json.prettyBytes())
    } else {
      let palette = Palette(
        TerminalCapabilities(descriptor: 2, environment: world.variables))
      output.writeLine(report.text(palette))
    }
    try? output.flush()
    return report.exitCode.rawValue
  }
}
