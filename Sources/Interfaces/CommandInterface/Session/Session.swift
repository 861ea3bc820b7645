import EnvironmentAdapters
import FileStorage
import IntegrationModel
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// One run of the program: what was asked, where output goes, and the outside world.
final class Session {
  let arguments: ParsedCommand
  let world: World
  private(set) var out: BufferedOutput
  let err: BufferedOutput
  let capabilities: TerminalCapabilities
  let palette: Palette
  let prompt: Prompt
  let progressLine: ProgressLine
  /// The path by which the standard output is to be a file that the user wants to have.
  private(set) var pathOfOutput: String?
  /// What is said after the command.
  let notices = NoticeList()
  private let interrupt: InterruptFlag

  init(_ arguments: ParsedCommand, _ world: World, interrupt: InterruptFlag) {
    self.arguments = arguments
    self.world = world
    self.interrupt = interrupt
    out = BufferedOutput(descriptor: 1)
    err = BufferedOutput(descriptor: 2)
    let allowsColour = !arguments.flag("no-color")
    capabilities = TerminalCapabilities(
      descriptor: 1, environment: world.variables, allowsColour: allowsColour)
    palette = Palette(capabilities)
    let errors = TerminalCapabilities(
      descriptor: 2, environment: world.variables, allowsColour: allowsColour)
    prompt = Prompt(isAllowed: !arguments.flag("no-input"))
    let isQuiet = arguments.flag("quiet") || arguments.flag("json")
    progressLine = ProgressLine(err, isQuiet ? .plain : errors) {
      .milliseconds(world.monotonicMilliseconds())
    }
  }

  var isJSON: Bool { arguments.flag("json") }
  var isQuiet: Bool { arguments.flag("quiet") || pathOfOutput != nil }
  /// Whether somebody types what is read.
  var isInputTerminal: Bool { TerminalCapabilities(descriptor: 0, environment: [:]).isTerminal }

  /// Waits until somebody asks the program to end.
  func waitForInterrupt() {
    interrupt.listen()
    while !interrupt.isRaised { world.sleep(.seconds(60), unless: { interrupt.isRaised }) }
  }

  // MARK: Repository

  /// The repository of `--repo DIR`, of the current folder or of one above it.
  private var openedRepository: Repository?

  func repository() throws -> Repository {
    if let openedRepository { return openedRepository }
    let repository = try openRepository()
    openedRepository = repository
    return repository
  }

  private func openRepository() throws -> Repository {
    guard let path = arguments.value("repo") else {
      return try Repository.find(from: world.currentDirectory, fileSystem: world.fileSystem)
    }
    let folder = world.absolute(path)
    let inside = folder + "/" + Repository.folderName
    if (try? world.fileSystem.status(of: inside))?.kind == .directory {
      return try Repository(directory: inside, fileSystem: world.fileSystem)
    }
    if folder.hasSuffix("/" + Repository.folderName) {
      return try Repository(directory: folder, fileSystem: world.fileSystem)
    }
    throw noRepository(in: folder)
  }

  private func noRepository(in folder: String) -> any Error {
    let files = world.fileSystem
    func has(_ name: String) -> Bool { (try? files.kind(of: folder + "/" + name)) ?? nil != nil }
    guard has("HEAD"), has("objects"), has("refs") else {
      return RepositoryError(.notFound, "there is no repository in '\(folder)'")
    }
    return LifecycleError(
      .usage, "bare_repository",
      "'\(folder)' is a repository of git, such as a mirror; it knows no environments and is not "
        + "written to",
      hint: "take over what it records: 'ilm init DIR', then "
        + "'ilm fetch file:\(folder) --repo DIR'")
  }

  // MARK: Operations

  private var madeContext: OperationContext?

  func context() throws -> OperationContext {
    if let madeContext { return madeContext }
    let context = try makeContext()
    madeContext = context
    return context
  }

  /// What the command looked at; held until the end, because freeing an account costs time.
  private var resolvers: [StateResolver] = []

  func resolver(recordedOnly: Bool = false) throws -> StateResolver {
    let resolver = StateResolver(try context(), recordedOnly: recordedOnly)
    resolvers.append(resolver)
    return resolver
  }

  private func makeContext() throws -> OperationContext {
    let repository = try repository()
    let configuration = try repository.configuration()
    var fields: [UserFieldPattern] = []
    for text in configuration.patterns(.environmentFields) {
      fields.append(try UserFieldPattern(text))
    }
    let connector = try connector(configuration)
    let (interrupt, progressLine) = (interrupt, progressLine)
    return OperationContext(
      repository: repository, configuration: configuration,
      catalog: FieldCatalog.platform.adding(environmentFields: fields),
      user: user(configuration), connect: { try connector.connect($0) },
      now: { [world] in world.now() }, isInterrupted: { interrupt.isRaised },
      progress: { label, done, total in
        progressLine.update(done: done, total: total, label: label)
      })
  }

  /// How environments are reached.
  func connector(
    _ configuration: RepositoryConfiguration
  ) throws -> EnvironmentConnector {
    EnvironmentConnector(
      configuration: configuration, world: world, accounts: try accounts(), notices: notices)
  }

  /// How accounts are reached over the network.
  func accounts() throws -> AccountAccess {
    let (interrupt, progressLine) = (interrupt, progressLine)
    return AccountAccess(
      repository: try repository(), world: world, isInterrupted: { interrupt.isRaised },
      progress: { label, done, total in
        progressLine.update(done: done, total: total, label: label)
      })
  }

  private func user(_ configuration: RepositoryConfiguration) -> String {
    let names = [
      arguments.value("user"), configuration.userName, world.variable("ILM_USER"),
      world.variable("USER"), world.variable("LOGNAME"),
    ]
    return names.compactMap { $0 }.first { !$0.isEmpty } ?? "unknown"
  }

  /// Looks an environment up without connecting to it.
  func environmentEntry(_ name: String) throws -> RepositoryConfiguration.EnvironmentEntry {
    let configuration = try context().configuration
    guard let entry = configuration.environment(name) else {
      throw EnvironmentConnector.unknown(name, configuration)
    }
    return entry
  }

  /// Refuses to write to an environment that nobody has said is meant, before anything is asked.
  func requireWritable(_ environment: String) throws {
    let entry = try context().configuration.environment(environment)
    if let refusal = entry.flatMap(EnvironmentConnector.writeRefusal) { throw refusal }
  }

  // MARK: Output

  /// Leaves the standard output to the file that it is: whatever else was said there would be in it.
  func leaveOutput(to path: String) {
    pathOfOutput = path
    out = .nowhere()
  }

  /// Writes the one JSON document of a command, with what people should know of environments.
  func emit(_ json: JSONValue) {
    var json = json
    if case .object(var object) = json, object["notices"] == nil, !notices.all.isEmpty {
      object["notices"] = .array(notices.all.map { JSONShapes.text($0) })
      json = .object(object)
    }
    out.write(json.prettyBytes())
  }

  /// Writes a line for people; nothing with `--json`.
  func say(_ line: String = "") {
    if !isJSON { out.writeLine(line) }
  }

  /// Says what a command has done; nothing with `--json` or `-q`.
  func tell(_ line: String) {
    if !isQuiet { say(line) }
  }

  /// Writes talk to stderr: warnings, what to do next.
  func talk(_ line: String) { explain(line + "\n") }

  /// Writes a block of talk to stderr, after what was said before it.
  ///
  /// - Parameter isNeeded: Whether it is said with `-q` too: what failed beside what did not, or what
  ///   a person is going to be asked about.
  func explain(_ text: String, isNeeded: Bool = false) {
    progressLine.clear()
    guard !isJSON, isNeeded || !isQuiet else { return }
    try? out.flush()
    err.write(text)
    try? err.flush()
  }

  /// Says what was not done, with `-q` too; with `--json` the document says it.
  func complain(_ line: String) { explain(line + "\n", isNeeded: true) }

  /// Says what decided something without being asked, with `-q` too; with `--json` the document says
  /// it.
  func warn(_ line: String) { complain(palette.yellow("warning: ") + line) }

  /// Shows a long text, on a terminal through the pager.
  func page(_ text: String) {
    progressLine.clear()
    if !isJSON, pathOfOutput == nil, Pager.isWanted(for: text, capabilities),
      let pager = Pager(environment: world.variables), pager.show(text) != .unavailable
    {
      return
    }
    out.write(text)
  }
}
