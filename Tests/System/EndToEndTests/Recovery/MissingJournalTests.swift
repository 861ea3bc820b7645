import Foundation
import IntegrationModel
import LosslessJSON
import Testing

/// Operations that did not end, and whose journal somebody put aside.
@Suite struct MissingJournalTests {
  private let parent = Family.parent
  private let flow = "flows/Refunds-to"
  private let journal = ".ilm/ilm/operations/prod,shopify-to-netsuite.jsonl"

  /// A pull that stopped after it paused a flow: what it takes out of a document could not be kept.
  private func stopped() throws -> Family {
    let family = try Family("dev")
    let uri = "/http/relativeURI"
    for (environment, text) in [("prod", "/refunds?api_key=secret"), ("dev", "/refunds?limit=1")] {
      try family.change(environment, "exports/Get-refunds") {
        $0.place(.string(JSONString(text)), at: uri)
      }
    }
    #expect(try disabled(family) != true)
    try family.workspace.write("accounts/production/.deleted", "in the way")
    let words = ["pull", parent, "--from", "dev/orders", "--resolve", "all=remote", "--yes"]
    try family.workspace.run(words, exit: 4)
    try family.workspace.remove("accounts/production/.deleted")
    #expect(try disabled(family) == true)
    return family
  }

  private func disabled(_ family: Family) throws -> Bool? {
    try family.document("prod", flow)["disabled"]?.bool
  }

  private func notices(_ family: Family) throws -> [String?]? {
    let report = try family.workspace.json("fsck")
    return report["notices"]?.array?.map { $0["problem"]?.text }
  }

  @Test(.onlyFolders("a file in the way"))
  func `a cancel says that nothing is undone, what is paused, and the way back`() throws {
    let family = try stopped()
    let workspace = family.workspace
    let before = try workspace.read(try family.file("prod", "exports/Get-refunds"))
    #expect(try notices(family) == [])
    try workspace.remove(journal)
    let found = try notices(family) ?? []
    #expect(found.count == 1 && found[0]?.contains("'ilm cancel \(parent)' ends it") == true)
    let refused = try workspace.failure("continue", parent, exit: 3, code: "operation_log_missing")
    #expect(refused["hint"]?.text?.contains("undoes nothing") == true)
    let cancel = try workspace.run("cancel", parent)
    #expect(
      cancel.output == ""
        && cancel.errors.hasPrefix(
          """
          \(parent)@r2 is canceled and nothing is undone: its journal is gone, so that nobody knows what \
          it wrote
          left as it is: flows/refunds-to-netsuite is off, and was on before r2

          """),
      "\(cancel.story)")
    #expect(cancel.errors.contains("'ilm revert \(parent) --to r2 --before --enable'"))
    #expect(try disabled(family) == true)
    try workspace.run("revert", parent, "--to", "r2", "--before", "--enable", "--yes")
    #expect(try disabled(family) != true)
    #expect(try workspace.read(try family.file("prod", "exports/Get-refunds")) == before)
    #expect(try notices(family) == [])
    try family.verify()
  }

  @Test(.onlyFolders("a file in the way"), arguments: ["continue", "cancel"])
  func `a status names the flows that are paused until an operation is ended`(
    command: String
  ) throws {
    let family = try stopped()
    let workspace = family.workspace
    let line = "  paused until then: flows/refunds-to-netsuite\n"
    let told = try workspace.run("status", parent, exit: 1)
    #expect(told.errors.contains("'ilm cancel \(parent)' takes it back\n" + line), "\(told.story)")
    let open = try workspace.json("status", "prod", exit: 1, shape: .status)["inProgress"]?[0]
    #expect(open?["id"] == "r2")
    #expect(open?["pausedFlows"]?.array?.map { $0["name"] } == ["flows/refunds-to-netsuite"])
    #expect(
      open?["pausedFlows"]?[0]?["id"] == (try family.document("prod", flow)["_id"]))
    try family.change("prod", flow) { $0.place(false, at: "/disabled") }
    let turnedOn = try workspace.run("status", parent)
    #expect(turnedOn.errors.contains("in progress: \(parent)"), "\(turnedOn.story)")
    #expect(!turnedOn.errors.contains("paused"), "\(turnedOn.story)")
    let again = try stopped()
    try again.workspace.run(command, parent)
    let ended = try again.workspace.start(["status", parent]).finish()
    #expect(!ended.errors.contains("paused") && !ended.errors.contains("in progress"))
  }

  @Test(.onlyFolders("a file in the way"))
  func `programs are told that nothing is undone`() throws {
    let family = try stopped()
    try family.workspace.remove(journal)
    let told = try family.workspace.json("cancel", parent)
    #expect(told["undone"]?.bool == false)
    #expect(told["left"] == ["flows/refunds-to-netsuite is off, and was on before r2"])
    #expect(told["revision"]?["status"] == "canceled")
    let again = try stopped()
    let undone = try again.workspace.json("cancel", parent)
    #expect(undone["undone"]?.bool == true && undone["left"] == [])
    #expect(try disabled(again) != true)
  }

  @Test(arguments: [false, true])
  func `a pull that waited is told of and ended, also after snapshots`(recordsSince: Bool) throws {
    let family = try Family("dev")
    try family.competeForName()
    let workspace = family.workspace
    try workspace.run("pull", parent, "--from", "dev/orders", "--yes", exit: 1)
    #expect(try notices(family) == [])
    if recordsSince { try workspace.run("snapshot", parent) }
    try workspace.remove(journal)
    #expect(try notices(family)?.count == 1)
    try workspace.failure("continue", parent, exit: 3, code: "operation_log_missing")
    #expect(try workspace.json("cancel", parent)["undone"]?.bool == true, "it had done nothing")
    #expect(try notices(family) == [])
    try workspace.run("pull", parent, "--from", "dev/orders", "--resolve", "all=remote", "--yes")
    try family.verify()
  }

  @Test(.onlyFolders("a file in the way"))
  func `an environment that cannot be looked at keeps no operation open`() throws {
    let family = try stopped()
    let workspace = family.workspace
    try workspace.remove(journal)
    try workspace.write("accounts/production/imports/broken.json", "{")
    let told = try workspace.json("cancel", parent)
    #expect(told["undone"]?.bool == false && told["revision"]?["status"] == "canceled")
    let left = try #require(told["left"]?.array?.first?.text)
    #expect(left.hasPrefix("the flows could not be looked at: ") && left.contains("broken.json"))
    #expect(try disabled(family) == true)
    try workspace.remove("accounts/production/imports/broken.json")
    #expect(try notices(family) == [])
    try family.verify()
  }
}
