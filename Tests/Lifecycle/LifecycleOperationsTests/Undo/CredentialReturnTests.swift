import EnvironmentAdapters
import FileStorage
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import TestKit
import Testing

/// Credentials that an operation takes out of documents of a folder, which stay.
@Suite struct CredentialReturnTests {
  private static let credential = "canary-of-the-listener"
  private static let export = ResourceKey(.exports, id("e1"))

  /// A folder with one listener, recorded without and with what holds its credential.
  private struct Scene {
    let files = MemoryFileSystem()
    let clock = TestClock()
    var world: TestWorld

    init() throws {
      world = try TestWorld([:])
      world.set("prod", folder())
      try put("integrations/o", "i1", #""name": "Orders""#)
      try put(
        "flows/f", "f1",
        """
        "name": "Sync", "_integrationId": "\(id("i1"))", "disabled": false,
        "pageGenerators": [{"_exportId": "\(id("e1"))"}]
        """)
      try put("exports/e", "e1", #""name": "Listen""#)
      try world.snapshot("prod/orders")
      try put(
        "exports/e", "e1",
        """
        "name": "Listen", "webhook": {"path": "in", "verify": "token", "token": "\(credential)"}
        """)
      try world.snapshot("prod/orders")
    }

    func folder() -> FolderEnvironment<MemoryFileSystem> {
      let ids = IDSource(prefix: "c")
      return FolderEnvironment(
        path: "/prod", fileSystem: files, makeID: { ids.next() },
        now: { "2026-01-01T00:00:00.000Z" })
    }

    func put(_ file: String, _ short: String, _ members: String) throws {
      try files.createDirectories("/prod/" + file.split(separator: "/")[0])
      try files.writeAtomically(
        "/prod/\(file).json", Array(#"{"_id": "\#(id(short))", \#(members)}"#.utf8))
    }

    /// The members of an import.
    func sending(to place: String, key: String?) -> String {
      let header = key.map { #"{"name": "X-Api-Key", "value": "\#($0)"}"# } ?? ""
      return #""name": "Send", "http": {"relativeURI": "\#(place)", "headers": [\#(header)]}"#
    }

    func token() throws -> String? {
      try folder().document(export)?.value["webhook"]?["token"]?.text
    }

    func copies() throws -> [String] {
      guard try files.kind(of: "/prod/.deleted") != nil else { return [] }
      return try files.entries(ofDirectory: "/prod/.deleted").map(\.name)
    }

    func remove(_ copy: String) throws { try files.removeFile("/prod/.deleted/\(copy)") }

    /// Undoes the last operation.
    func undo() throws -> PlanApplication.Report {
      try PlanApplication(try world.resolver()).apply(try world.undoPlan("prod/orders"))
    }
  }

  @Test func `undo brings back what an update took out`() throws {
    let scene = try Scene()
    let report = try scene.world.revert("prod/orders", to: "r1")
    #expect(report.plan.warnings.isEmpty, "the copy brings it back")
    #expect(try scene.token() == nil)
    #expect(try scene.copies().count == 1)
    let undone = try scene.undo()
    #expect(try scene.token() == Self.credential)
    #expect(undone.revision.followUps.isEmpty)
    let store = try scene.world.image().values
    let secret = Array(Self.credential.utf8)
    #expect(store.allSatisfy { !$0.contains(secret) })
    #expect(!undone.plan.json.compactBytes().contains(secret))
  }

  @Test func `the newest copy counts, and the document's own credential more than any`() throws {
    let scene = try Scene()
    try scene.world.revert("prod/orders", to: "r1")
    _ = try scene.undo()
    try scene.put(
      "exports/e", "e1",
      #""name": "Listen", "webhook": {"path": "in", "verify": "token", "token": "second"}"#)
    try scene.world.revert("prod/orders", to: "r1")
    #expect(try scene.copies().count == 2)
    _ = try scene.undo()
    #expect(try scene.token() == "second")
    try scene.put(
      "exports/e", "e1",
      #""name": "Heard", "webhook": {"path": "in", "verify": "token", "token": "third"}"#)
    try scene.world.revert("prod/orders", to: "r2")
    #expect(try scene.token() == "third")
  }

  @Test func `a credential never comes back with another destination`() throws {
    for isKept in [true, false] {
      let scene = try Scene()
      let world = scene.world
      try scene.put("imports/i", "m1", scene.sending(to: "https://a.example", key: nil))
      try scene.put(
        "flows/f", "f1",
        """
        "name": "Sync", "_integrationId": "\(id("i1"))", "disabled": false,
        "pageProcessors": [{"type": "import", "_importId": "\(id("m1"))"}]
        """)
      try world.snapshot("prod/orders")  // r3
      try scene.put("imports/i", "m1", scene.sending(to: "https://a.example", key: "key-1"))
      try world.snapshot("prod/orders")  // r4
      try world.revert("prod/orders", to: "r3")
      if !isKept { for copy in try scene.copies() { try scene.remove(copy) } }
      try scene.put("imports/i", "m1", scene.sending(to: "https://b.example", key: "key-2"))
      try world.snapshot("prod/orders")
      try world.revert("prod/orders", to: "r3")
      #expect(try scene.copies().count == (isKept ? 2 : 1))
      let report = try world.revert("prod/orders", to: "r4")
      let http = try #require(
        try scene.folder().document(ResourceKey(.imports, id("m1")))?.value["http"])
      #expect(http["relativeURI"] == "https://a.example")
      #expect(http["headers"]?.array?.first?["value"]?.text == (isKept ? "key-1" : nil))
      #expect(report.revision.followUps.map(\.code) == (isKept ? [] : ["secret_required"]))
    }
  }

  @Test func `where no copy is kept the plan says that it is lost`() throws {
    let scene = try Scene()
    var world = scene.world
    world.set("prod", Forgetful(inner: scene.folder()))
    let warnings = try world.revertPlan("prod/orders", to: "r1").warnings
    #expect(warnings.map(\.code) == ["credential_lost"])
    #expect(warnings[0].message.contains("'/webhook/token' of 'exports/listen' is taken out"))
    try world.revert("prod/orders", to: "r1")
    let report = try PlanApplication(try world.resolver()).apply(
      try world.undoPlan("prod/orders"))
    #expect(try scene.token() == nil)
    #expect(report.revision.followUps.map(\.code) == ["secret_required"])
  }

  @Test func `whatever fails, canceling and undoing give the credential back`() throws {
    for fault in FaultyEnvironment.Fault.allCases {
      var call = 1
      while true {
        let scene = try Scene()
        var world = scene.world
        let faulty = FaultyEnvironment(scene.folder(), fault: fault, failingCall: call)
        world.set("prod", faulty)
        let applied = Result { try world.revert("prod/orders", to: "r1") }
        if !faulty.hasFailed { break }
        #expect(throws: (any Error).self) { try applied.get() }
        let again = PlanApplication(try scene.world.resolver())
        let target = TargetName(environment: "prod", integration: "orders")
        if call.isMultiple(of: 2) {
          let left = try again.cancel(target).left
          #expect(left == [], "\(fault) \(call)")
        } else {
          _ = try again.resume(target)
          #expect(try scene.token() == nil)
          _ = try scene.undo()
        }
        #expect(try scene.token() == Self.credential, "\(fault) \(call)")
        call += 1
      }
      #expect(call > 2, "the operation writes more than once")
    }
  }
}

/// A folder that keeps no copies, as an account that hides its credentials.
private struct Forgetful: EnvironmentWrapper {
  let inner: any Environment
}
