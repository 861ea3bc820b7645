import IntegrationModel
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// `ilm pull`
enum PullCommand: Command {
  static let name = "pull"
  static let declaration = CommandDeclaration(
    name, group: "Change", summary: "Brings what changed in one integration into another",
    discussion: "Both sides may have changed: what they changed is merged, field by field. Where "
      + "they compete, nothing is written; the pull waits, and 'ilm conflicts' shows where. "
      + "Answer with --resolve, or one by one on a terminal, and go on with 'ilm continue'. "
      + "With --dry-run CURRENT may be a recorded state, such as production/orders@r3: then only "
      + "what is recorded is merged, and its environment is not looked at.",
    examples: [
      UsageExample(
        "ilm pull production/orders --from sandbox/orders", "merge the sandbox's changes"),
      UsageExample(
        "ilm pull production/orders --from sandbox/orders --dry-run", "only show the plan"),
      UsageExample(
        "ilm pull production/orders@r3 --from sandbox/orders@r5 --dry-run",
        "merge two recorded states"),
      UsageExample(
        "ilm pull production/orders --from sandbox/orders --only flows/refunds",
        "one flow, with what it needs"),
      UsageExample(
        "ilm pull production/orders --from sandbox/orders --resolve c1=remote --yes",
        "take the remote's side of a conflict"),
    ],
    positionals: [
      PositionalDeclaration(
        "CURRENT", kind: .dynamic("target"), help: "The integration pulled into")
    ],
    options: [
      .value(
        "from", "REMOTE", kind: .dynamic("state"), isRequired: true,
        help: "A target, TARGET@rN, or a bundle"),
      .value("message", short: "m", "TEXT", help: "What the revision says of itself"),
      .value(
        "only", "NAME", isRepeatable: true,
        help: "Takes only this resource, or this kind, with everything it needs"),
      .value(
        "ignore", "FIELD", isRepeatable: true, help: "Leaves changes of [KIND:]PATH out"),
      .value(
        "base", "STATE", kind: .dynamic("state"),
        help: "What both sides come from, where history does not tell"),
      .flag("with-name", help: "Takes the integration's name too"),
      .flag("with-schedules", help: "Takes schedules too"),
      .flag("with-payloads", help: "Takes sample and mock data too"),
      .flag("allow-shared", help: "Changes what other integrations use too"),
      .flag("strict", help: "Refuses ids inside texts"),
      .flag("placeholders", help: "Makes offline placeholders for connections that are not named"),
      .value(
        "on-conflict", "stop|cancel",
        help: "Waits for resolutions, which is the default, or gives up"
      ),
      .flag("no-remembered", help: "Asks again about conflicts that were resolved before"),
    ] + resolving + PlanRunning.options, exclusive: PlanRunning.exclusive)

  /// What may also be said when a pull is continued.
  static let resolving: [OptionDeclaration] = [
    .value(
      "resolve", "CONFLICT=current|remote|JSON", isRepeatable: true,
      help: "Ends a conflict; 'all' is every one that nothing else is said about"),
    .value(
      "resolutions", "FILE", kind: .file,
      help: "Resolutions by place, as JSON; see the guide to conflicts"),
    .value(
      "connection", "REMOTE=CURRENT", isRepeatable: true,
      help: "Uses the connection CURRENT (its id or exact name) in the place of the other side's"),
    .value(
      "bindings", "FILE", kind: .file,
      help: "The same from a file: {\"bindings\": {\"connections/netsuite\": \"NAME\"}}"),
  ]

  static func run(_ session: Session) throws -> ExitCode {
    let request = try request(session)
    var resolutions = try resolutions(session)
    let givesUp = try givesUp(session)
    let operation = PullOperation(try session.resolver())
    let isDry = session.arguments.flag("dry-run")
    let isSaved = try PlanRunning.planPath(session) != nil
    if isDry, let merge = try operation.mergeRecorded(request, resolutions) {
      return try PullReport.merge(merge, session)
    }
    if !isDry { try operation.requireEnvironment(request) }
    if !isDry, !isSaved {
      try session.requireWritable(try StateResolver.split(request.current).environment)
    }
    var prepared = try operation.prepare(request, resolutions, recordsRemote: isSaved)
    PlanRunning.talk(recorded: prepared.recorded, session)
    if prepared.isUpToDate { return report(upToDate: prepared, session) }
    if !prepared.open.isEmpty, !isDry, !isSaved, !givesUp {
      prepared = try ConflictWalk(session).answer(prepared, &resolutions) {
        try operation.prepare(request, $0, recordsRemote: false)
      }
    }
    PullReport.talk(about: prepared, session)
    guard prepared.open.isEmpty, let plan = prepared.plan else {
      guard !isDry, !isSaved else { return try PullReport.preview(prepared, session) }
      return try wait(operation, request, resolutions, givesUp: givesUp, session)
    }
    if !isDry { try operation.requireSharedAllowed(prepared) }
    var final = prepared
    let outcome = try PlanRunning.run(plan, session, typing: prepared.target.integration) {
      // The pull names the remote's commit, so its present state has to be recorded.
      final = try PlanRunning.remake {
        try operation.prepare(request, resolutions, recordsRemote: true)
      }
      PlanRunning.talk(recorded: final.recorded, session)
      return try operation.apply(final)
    }
    if case .applied(let report) = outcome {
      PlanRunning.report(report, resolved: final.resolved, session)
    }
    return .done
  }

  private static func wait(
    _ operation: PullOperation, _ request: PullRequest, _ resolutions: ResolutionRequests,
    givesUp: Bool, _ session: Session
  ) throws -> ExitCode {
    let prepared = try operation.prepare(request, resolutions, recordsRemote: true)
    PlanRunning.talk(recorded: prepared.recorded, session)
    var revision = try operation.wait(prepared)
    if givesUp {
      revision = try PlanApplication(try session.resolver()).cancel(prepared.target).revision
    }
    return PullReport.conflicts(prepared, revision, session)
  }

  private static func report(upToDate prepared: PullOperation.Prepared, _ session: Session)
    -> ExitCode
  {
    if session.isJSON { session.emit(JSONShapes.upToDate(prepared)) }
    let remarks = prepared.plan.map { PlanText.remarks($0, session.palette) } ?? []
    for line in ["\(prepared.target) has everything already; nothing to pull"] + remarks {
      session.arguments.flag("dry-run") ? session.say(line) : session.tell(line)
    }
    return .done
  }

  // MARK: Arguments

  private static func request(_ session: Session) throws -> PullRequest {
    let arguments = session.arguments
    var request = PullRequest(
      current: arguments.required("CURRENT"), remote: arguments.required("from"))
    request.description = arguments.value("message")
    request.only = arguments.values("only")
    request.ignored = arguments.values("ignore")
    request.bindings = try bindings(session)
    request.makesPlaceholders = arguments.flag("placeholders")
    request.base = arguments.value("base")
    request.withName = arguments.flag("with-name")
    request.withSchedules = arguments.flag("with-schedules")
    request.withPayloads = arguments.flag("with-payloads")
    request.allowsShared = arguments.flag("allow-shared")
    request.isStrict = arguments.flag("strict")
    request.usesRemembered = !arguments.flag("no-remembered")
    request.isAgreed = arguments.flag("yes")
    return request
  }

  static func resolutions(_ session: Session) throws -> ResolutionRequests {
    var requests = ResolutionRequests()
    if let path = session.arguments.value("resolutions") {
      try requests.add(file: try session.readJSON(path), isKept: true)
    }
    for option in session.arguments.values("resolve") { try requests.add(option: option) }
    return requests
  }

  static func bindings(_ session: Session) throws -> BindingRequests {
    var bindings = try BindingRequests(options: session.arguments.values("connection"))
    if let path = session.arguments.value("bindings") {
      try bindings.add(file: try session.readJSON(path))
    }
    return bindings
  }

  private static func givesUp(_ session: Session) throws -> Bool {
    switch session.arguments.value("on-conflict") {
    case nil, "stop": return false
    case "cancel": return true
    case let other?:
      throw LifecycleError(
        .usage, "bad_value", "--on-conflict is 'stop' or 'cancel', not '\(other)'")
    }
  }
}
