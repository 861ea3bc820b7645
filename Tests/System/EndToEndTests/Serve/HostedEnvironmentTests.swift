import Conformance
import EnvironmentAdapters
import Foundation
import HTTPTransport
import LosslessJSON
import PlatformAPI
import Testing

/// The program's own service as an environment of the program.
@Suite struct HostedEnvironmentTests {
  private static func environment(_ served: ServedAccounts) throws -> HTTPEnvironment {
    let start = ContinuousClock.now
    let token = try #require(served.token)
    return HTTPEnvironment(
      APIClient(
        try #require(HTTPAddress(served.address)),
        try #require(AccessToken(token)),
        over: CurlClient(ConnectionSettings(userAgent: "test/1")),
        clock: PacingClock(
          now: { start.duration(to: .now) },
          sleep: { Thread.sleep(forTimeInterval: $0 / .seconds(1)) }, chance: { 0 })))
  }

  @Test func `an account of the service is an environment`() throws {
    var accounts: [ServedAccounts] = []
    try EnvironmentSuite {
      let served = try ServedAccounts()
      accounts.append(served)
      return try Self.environment(served)
    }.run()
  }

  @Test func `integrations go from a folder to the service, and back to what they were`() throws {
    let workspace = try Workspace.examples()
    let served = try ServedAccounts(workspace)
    let variables = ["HOSTED": try #require(served.token)]
    func run(_ arguments: String..., exit: Int32 = 0) throws {
      try workspace.run(arguments, exit: exit, variables: variables)
    }
    let (source, copy) = ("prod/shopify-to-netsuite", "hosted/orders")
    try run("env", "add", "hosted", served.address, "--token-env", "HOSTED")
    try run("clone", source, "hosted/Orders", "--yes")
    try run("compare", source, copy)
    try run("status", copy)
    let flow = try workspace.file("accounts/production/flows", startingWith: "Customer")
    try workspace.edit(flow, "\"Customer sync\"", "\"Customers\"")
    try run("compare", source, copy, exit: 1)
    try run("pull", copy, "--from", source, "--yes")
    try run("compare", source, copy)
    try run("revert", copy, "--to", "r1", "--yes")
    try run("compare", copy, copy + "@r1")
    try run("undo", copy, "--yes")
    try run("compare", source, copy)
    try run("fsck", "--full")
    let secret = try #require(served.token)
    #expect(try FolderTree(workspace.store).filesHolding(secret) == [])
  }

  @Test func `a clone in the service is undone and made again, as often as one likes`() throws {
    let workspace = try Workspace.examples()
    let served = try ServedAccounts(workspace)
    let variables = ["HOSTED": try #require(served.token)]
    func run(_ arguments: String..., exit: Int32 = 0) throws {
      try workspace.run(arguments, exit: exit, variables: variables)
    }
    let (source, copy) = ("prod/shopify-to-netsuite", "hosted/orders")
    try run("env", "add", "hosted", served.address, "--token-env", "HOSTED")
    try run("clone", source, "hosted/Orders", "--yes")
    for _ in 1...2 {
      try run("undo", copy, "--yes")
      try run("undo", copy, "--yes")
      try run("compare", source, copy)
      try run("lint", copy)
      try run("diff", copy + "@r1", copy)
    }
  }
}
