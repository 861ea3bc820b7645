import Foundation
import LosslessJSON
import TestKit
import Testing

/// A temporary folder with accounts and a repository, and the program run in it.
final class Workspace {
  let folder = TemporaryFolder()
  /// Everything that the program wrote so far.
  private(set) var transcript: [UInt8] = []
  /// The account folders, where they are reached by an API.
  let accounts = FolderServers()

  var root: String { folder.path }
  var store: String { root + "/.ilm" }

  /// Makes an empty folder.
  init() {}

  /// Makes a repository over copies of the example accounts, as `prod` and `sandbox`.
  static func examples(format: String = "sha256") throws -> Workspace {
    let workspace = Workspace()
    try FileManager.default.copyItem(
      atPath: PackageFolder.exampleAccounts, toPath: workspace.path("accounts"))
    try workspace.run("init", "--object-format", format)
    try workspace.run("env", "add", "prod", "dir:accounts/production")
    try workspace.run("env", "add", "sandbox", "dir:accounts/sandbox")
    return workspace
  }

  /// Makes a repository over one account of the given documents, as `prod`.
  static func documents(_ files: [String: String]) throws -> Workspace {
    let workspace = Workspace()
    try workspace.makeFolder("prod")
    for (name, text) in files { try workspace.write("prod/" + name, text) }
    try workspace.run("init")
    try workspace.run("env", "add", "prod", "dir:prod")
    return workspace
  }

  func path(_ name: String) -> String { folder.path(name) }

  // MARK: Files

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: path(name), withIntermediateDirectories: true)
  }

  func write(_ name: String, _ text: String) throws {
    try makeFolder((name as NSString).deletingLastPathComponent)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
  }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path(name))), as: UTF8.self)
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: path(name))
  }

  func copy(_ name: String, to other: String) throws {
    try FileManager.default.copyItem(atPath: path(name), toPath: path(other))
  }

  /// Replaces text in a file; the text must be there.
  func edit(
    _ name: String, _ old: String, _ new: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let text = try read(name)
    #expect(text.contains(old), "'\(old)' is not in '\(name)'", sourceLocation: sourceLocation)
    try write(name, text.replacingOccurrences(of: old, with: new))
  }

  /// The one file of a folder whose name starts as given.
  func file(_ folder: String, startingWith prefix: String, suffix: String = ".json") throws
    -> String
  {
    let names = try FileManager.default.contentsOfDirectory(atPath: path(folder))
    let found = names.filter { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }
    try #require(found.count == 1, "\(prefix) in \(folder): \(found)")
    return folder + "/" + found[0]
  }

  // MARK: Runs

  private static let variables = [
    "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
    "LANG": "C.UTF-8", "TZ": "UTC", "ILM_USER": "ada",
  ]

  /// Starts the program without waiting.
  func start(
    _ arguments: [String], variables: [String: String] = [:], in directory: String? = nil,
    input: String = ""
  ) throws -> ChildProcess {
    let all = Self.variables.merging(["HOME": root]) { $1 }.merging(variables) { $1 }
    let arguments = try accounts.serving(arguments, in: directory ?? root)
    return try ChildProcess(
      IlmProgramFile.path, arguments, in: directory ?? root, variables: all, input: input,
      whenDone: accounts.giveFiles)
  }

  /// Runs the program and expects an exit code.
  @discardableResult
  func run(
    _ arguments: String..., exit: Int32 = 0, variables: [String: String] = [:],
    in directory: String? = nil, input: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Run {
    try run(
      arguments, exit: exit, variables: variables, in: directory, input: input,
      sourceLocation: sourceLocation)
  }

  /// Runs the program and expects an exit code.
  @discardableResult
  func run(
    _ arguments: [String], exit: Int32 = 0, variables: [String: String] = [:],
    in directory: String? = nil, input: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Run {
    let run = try start(
      arguments, variables: variables, in: directory, input: input
    ).finish()
    transcript += run.outputBytes + [UInt8](run.errors.utf8)
    #expect(run.status == exit, "\(run.story)", sourceLocation: sourceLocation)
    return run
  }

  /// Runs with `--json` and returns the one document on stdout; stderr must be empty.
  @discardableResult
  func json(
    _ arguments: String..., exit: Int32 = 0, shape: Shape? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> JSONValue {
    let run = try run(arguments + ["--json"], exit: exit, sourceLocation: sourceLocation)
    #expect(run.errors == "", "\(run.story)", sourceLocation: sourceLocation)
    let value = try JSONValue(parsing: run.outputBytes)
    if let shape {
      let problems = shape.problems(in: value)
      #expect(problems == [], "\(run.story)", sourceLocation: sourceLocation)
    }
    return value
  }

  /// Runs with `--json`, expects a failure and returns what is in `error`; stdout must be empty.
  @discardableResult
  func failure(
    _ arguments: String..., exit: Int32, code: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> JSONValue {
    let run = try run(arguments + ["--json"], exit: exit, sourceLocation: sourceLocation)
    #expect(run.output == "", "\(run.story)", sourceLocation: sourceLocation)
    let value = try JSONValue(parsing: [UInt8](run.errors.utf8))
    let problems = Shape.failure.problems(in: value)
    #expect(problems == [], "\(run.story)", sourceLocation: sourceLocation)
    if let code {
      #expect(value["error"]?["code"]?.text == code, "\(run.story)", sourceLocation: sourceLocation)
    }
    return value["error"] ?? .null
  }

  /// The content id of a state.
  func content(of state: String) throws -> String? {
    try json("compare", state, state)["left"]?["content"]?.text
  }
}
