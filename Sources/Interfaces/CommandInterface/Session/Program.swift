import LifecycleContracts
import LosslessJSON
import Terminal

/// The program: reads the command line, runs the verb, reports errors.
public enum IlmProgram {
  /// The version of the program.
  public static let version = "0.1.0"

  /// The verbs, in the order of the overview.
  static let verbs: [Verb] = [
    Verb(InitCommand.self), Verb(EnvCommand.self), Verb(EnvFieldCommand.self),
    Verb(IgnoreCommand.self), Verb(ListCommand.self), Verb(StatusCommand.self),
    Verb(DiffCommand.self), Verb(CompareCommand.self), Verb(MatchCommand.self),
    Verb(LintCommand.self), Verb(SnapshotCommand.self), Verb(RevisionsCommand.self),
    Verb(ShowCommand.self), Verb(TagCommand.self), Verb(PullCommand.self),
    Verb(ConflictsCommand.self), Verb(RevertCommand.self), Verb(UndoCommand.self),
    Verb(CloneCommand.self), Verb(CreateCommand.self), Verb(RenameCommand.self),
    Verb(MoveCommand.self), Verb(DeleteCommand.self), Verb(ApplyCommand.self),
    Verb(ContinueCommand.self), Verb(CancelCommand.self), Verb(DownloadCommand.self),
    Verb(InstallCommand.self), Verb(RemoteCommand.self), Verb(FetchCommand.self),
    Verb(PushCommand.self), Verb(FsckCommand.self), Verb(GCCommand.self), Verb(ServeCommand.self),
    Verb(CompletionsCommand.self), Verb(CompleteCommand.self), Verb(ReferenceCommand.self),
  ]

  /// What the command line looks like.
  static let declaration = program(with: verbs)

  /// What the command line looks like to who knows some of the verbs.
  private static func program(
    with verbs: [Verb]
  ) -> ProgramDeclaration {
    ProgramDeclaration(
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
        .flag("quiet", short: "q", help: "Says only what was asked for and what failed"),
        .flag("no-color", help: "Uses no colour"),
        .flag("no-input", help: "Never asks; fails with what is missing"),
        .flag("yes", help: "Answers yes to the plan"),
        .value("user", "NAME", help: "The user that revisions name"),
      ],
      commands: verbs.map { $0.declaration() } + [.help(group: "Help")])
  }

  /// Runs the program and returns its exit code.
  public static func run(_ arguments: [String]) -> Int32 {
    if arguments == ["--version"] {
      // The common path of scripts: nothing else is set up.
      return finish(BufferedOutput(descriptor: 1), "ilm \(version)\n")
    }
    let world = World.process()
    BufferedOutput.ignoreBrokenPipes()
    let wantsJSON = ProgramDeclaration.mentions("json", in: arguments)
    do {
      switch try request(arguments) {
      case .version: return finish(BufferedOutput(descriptor: 1), "ilm \(version)\n")
      case .help(let path): return try help(path, world)
      case .run(let command): return run(command, world)
      }
    } catch {
      return report(error, isJSON: wantsJSON, world)
    }
  }

  /// Reads the command line. Most are right, and then the one verb has to be declared that they name.
  private static func request(_ arguments: [String]) throws(UsageError) -> CommandRequest {
    let named = program(with: verbs.filter { arguments.contains($0.name) })
    if let request = try? CommandLineParser(named).parse(arguments), case .run = request {
      return request
    }
    return try CommandLineParser(declaration).parse(arguments)
  }

  private static func run(_ command: ParsedCommand, _ world: World) -> Int32 {
    let session = Session(command, world, interrupt: InterruptFlag.install())
    guard let verb = verbs.first(where: { $0.name == command.path[0] }) else {
      return ExitCode.usage.rawValue
    }
    // The process ends with the command, so nothing is freed before.
    _ = Unmanaged.passRetained(session)
    do {
      let code = try verb.run(session)
      session.notices.all.forEach { session.warn(VisibleText.line($0)) }
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
