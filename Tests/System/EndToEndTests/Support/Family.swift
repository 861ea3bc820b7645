import Foundation
import LosslessJSON
import Testing

/// Clones of one integration, each in an environment of its own.
struct Family {
  static let parent = "prod/shopify-to-netsuite"
  /// The connections of every environment of a clone, by slot.
  static let connections = [
    "netsuite": "6aa7ab7bb3e86ee270c3ae5f", "shopify": "6aa7aa0317c1d5a3cce76954",
    "slack": "6aa7ac82442e6e2721cbb748",
  ]

  let workspace: Workspace

  /// Makes the example integration with a clone in each of the environments, the first one a clone
  /// of the example, each other one of the one before it.
  init(_ environments: String...) throws {
    workspace = try Workspace.examples()
    var source = Self.parent
    for environment in environments {
      try clone(source, to: environment)
      source = environment + "/orders"
    }
  }

  /// Clones to a fresh environment that has the three connections.
  func clone(_ source: String, to environment: String) throws {
    try workspace.makeFolder(environment)
    try workspace.copy("accounts/sandbox/connections", to: environment + "/connections")
    try workspace.run("env", "add", environment, "dir:" + environment)
    let bindings = Self.connections.sorted { $0.key < $1.key }.flatMap {
      ["--connection", "\($0.key)=\($0.value)"]
    }
    try workspace.run(["clone", source, environment + "/Orders", "--yes"] + bindings)
  }

  // MARK: Documents

  private func folder(_ environment: String) -> String {
    environment == "prod" ? "accounts/production" : environment
  }

  /// The file of a resource whose file name starts as given, such as `flows/Customer`.
  func file(_ environment: String, _ start: String, suffix: String = ".json") throws -> String {
    let parts = start.split(separator: "/").map(String.init)
    return try workspace.file(
      folder(environment) + "/" + parts[0], startingWith: parts[1], suffix: suffix)
  }

  /// Replaces text in the document of a resource; it must be there.
  func edit(
    _ environment: String, _ start: String, _ old: String, _ new: String,
    suffix: String = ".json"
  ) throws {
    try workspace.edit(try file(environment, start, suffix: suffix), old, new)
  }

  /// Changes the document of a resource.
  func change(
    _ environment: String, _ start: String, _ change: (inout JSONValue) -> Void
  ) throws {
    var document = try document(environment, start)
    change(&document)
    try workspace.write(
      try file(environment, start), String(decoding: document.prettyBytes(), as: UTF8.self))
  }

  func document(_ environment: String, _ start: String) throws -> JSONValue {
    try JSONValue(
      parsing: [UInt8](try workspace.read(try file(environment, start)).utf8))
  }

  /// Every file of an environment.
  func tree(_ environment: String) throws -> FolderTree {
    try FolderTree(workspace.path(folder(environment)))
  }

  /// Every file of every environment, and the store but for locks and what can be made again.
  func everything() throws -> FolderTree {
    try FolderTree(workspace.root, excluding: [".ilm/ilm/cache", ".ilm/ilm/locks"])
  }

  // MARK: Commands

  /// Pulls with `--yes` and returns what it tells.
  @discardableResult
  func pull(_ current: String, _ remote: String, _ options: String..., exit: Int32 = 0) throws
    -> JSONValue
  {
    let run = try workspace.run(
      ["pull", current, "--from", remote, "--yes", "--json"] + options, exit: exit)
    return try JSONValue(parsing: run.outputBytes)
  }

  func isIdentical(_ left: String, _ right: String) throws -> Bool {
    let run = try workspace.start(["compare", left, right, "--json"]).finish()
    return run.status == 0
  }

  /// A store that is sound for us and for git.
  func verify() throws { try workspace.run("fsck", "--full") }

  /// Makes the names of one flow compete, as the one conflict of a pull into the parent.
  func competeForName() throws {
    try edit("prod", "flows/Customer", "\"Customer sync\"", "\"Customer flow\"")
    try edit("dev", "flows/Customer", "\"Customer sync\"", "\"Customers\"")
  }
}
