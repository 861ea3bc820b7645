import EnvironmentAdapters
import HTTPTransport
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Synchronization
import TestKit
import Testing

/// Every command over a network that fails in every way: it ends right, or with a clear error; and
/// once the fault is gone it is continued to the same end, or canceled without a trace.
@Suite struct NetworkFaultTests {
  private static let stages: @Sendable () throws -> Stages = { try Stages.small.get() }

  static let commands =
    // What was interrupted without an API knows documents by other versions.
    MutatingCommand.writing(stages).filter { !["continue", "cancel"].contains($0.description) }
    + MutatingCommand.recording(stages).filter {
      ["snapshot", "snapshot --all", "match --save", "pull with conflicts", "download"].contains(
        $0.description)
    } + looking

  /// Commands that change nothing.
  private static let looking: [MutatingCommand] = [
    MutatingCommand("status", from: { try stages().edited }) { world in
      let resolver = try world.resolver()
      let capture = try resolver.capture(of: "prod")
      _ = try StatusOperation(resolver.context).run(capture.directory.entries, with: capture)
    },
    MutatingCommand("compare", from: { try stages().family }) {
      _ = try $0.compare("prod/orders", "dev/orders")
    },
    MutatingCommand("diff", from: { try stages().edited }) {
      _ = try $0.compare("prod/orders", "prod/orders@r1")
    },
    MutatingCommand("list", from: { try stages().edited }) {
      _ = try $0.resolver().capture(of: "prod")
    },
  ]

  @Test(arguments: commands)
  func `a command whose network fails ends right, or clearly and with nothing lost`(
    _ command: MutatingCommand
  ) throws {
    let clean = try NetworkWorld(try command.makeStage(), try bins(command))
    try command.run(try clean.world())
    #expect(clean.count(of: .list) + clean.count(of: .read) > 0)
    for (number, fault) in NetworkFault.all.enumerated() {
      for place in Self.places(number, fault, clean) {
        try expectSound(command, fault, place, like: clean.stage)
      }
    }
  }

  /// Where a fault is tried: one place of each sort of call, and in a long run all of them.
  private static func places(
    _ number: Int, _ fault: NetworkFault, _ clean: NetworkWorld
  ) -> [NetworkFault.Place] {
    [AccountAPI.Call.Sort.list, .read, .write].flatMap { sort -> [NetworkFault.Place] in
      let count = clean.count(of: sort)
      guard count > 0 else { return [] }
      let some = [1 + number * 7 % count]
      let lengths = TestRounds.isLong ? [1, 2, Int.max] : [number % 3 == 0 ? Int.max : 2]
      return (TestRounds.isLong ? Array(1...count) : some).flatMap { first in
        lengths.map { NetworkFault.Place(sort: sort, number: first, count: $0) }
      }
    }
  }

  @Test(arguments: commands)
  func `pages that come round again end a command clearly`(_ command: MutatingCommand) throws {
    let clean = try NetworkWorld(try command.makeStage(), try bins(command))
    try command.run(try clean.world())
    let start = try command.makeStage()
    let world = try NetworkWorld(start, try bins(command)) { (call, respond) throws(HTTPError) in
      let answer = respond()
      guard call.sort == .list else { return answer }
      let again = HTTPField("Link", "</v1\(call.path)?page=1>; rel=\"next\"")
      return HTTPResponse(status: answer.status, fields: [again], body: answer.body)
    }
    let error = #expect(throws: (any Error).self) { try command.run(try world.world()) }
    if let error { #expect(Self.isClear(error), "\(command): \(error)") }
    try expectRecovery(command, from: world, start, to: clean.stage, "\(command), pages again")
  }

  @Test(arguments: commands.filter { $0.target == nil })
  func `what changes while it is looked at is seen by the next look`(
    _ command: MutatingCommand
  ) throws {
    let changes: [@Sendable (MemoryAccount) throws -> Void] = [
      { try $0.edit("e1", "/http/relativeURI", to: "\"/meanwhile\"") },
      { try $0.delete(key("f1")) },
      { try $0.add(#"e5 {"name": "Meanwhile", "_connectionId": "@c2"}"#) },
    ]
    for (number, change) in changes.enumerated() {
      for sort in [AccountAPI.Call.Sort.list, .read] {
        let stage = try command.makeStage()
        let account = Mutex<MemoryAccount?>(nil)
        let world = try NetworkWorld(stage, try bins(command)) {
          (call, respond) throws(HTTPError) in
          if call.sort == sort, call.number == 3 + number {
            account.withLock { account in
              guard let changed = account else { return }
              account = nil
              try? change(changed)
            }
          }
          return respond()
        }
        account.withLock { $0 = world.stage.accounts["prod"] }
        do { try command.run(try world.world()) } catch {
          let isClear =
            error is EnvironmentError || (error as? LifecycleError)?.category == .environment
          #expect(isClear, "\(command): \(error)")
        }
        let next = try world.world()
        _ = try next.snapshotAll("prod")
        let direct = try world.stage.world().state("prod/orders")
        let recorded = try next.state("prod/orders@r\(try next.revisions(ordersTarget).count)")
        #expect(recorded.content == direct.content, "\(command), change \(number) while \(sort)")
        #expect(try world.stage.problems() == [])
      }
    }
  }

  private let ordersTarget = target("prod/orders")

  /// What was deleted since it was recorded can be restored.
  private func bins(_ command: MutatingCommand) throws -> [String: RecycleBin] {
    guard command.canRestore else { return [:] }
    return try Self.stages().recorded.accounts.mapValues { RecycleBin(try $0.documents()) }
  }

  private func expectSound(
    _ command: MutatingCommand, _ fault: NetworkFault, _ place: NetworkFault.Place, like end: Stage
  ) throws {
    let story = "\(command), \(fault) at \(place)"
    let start = try command.makeStage()
    let world = try NetworkWorld(start, try bins(command), fault.script(at: place))
    do {
      try command.run(try world.world())
    } catch {
      #expect(Self.isClear(error), "\(story): \(error)")
      #expect(!fault.passes || place.count > 4, "\(story): \(error)")
      return try expectRecovery(command, from: world, start, to: end, story)
    }
    expectEqual(try world.stage.namedDocuments(), try end.namedDocuments(), story)
    #expect(try world.stage.record() == end.record(), "\(story)")
    #expect(try world.stage.problems() == [], "\(story)")
  }

  /// An error of the environment that names the request, and never the token.
  private static func isClear(_ error: any Error) -> Bool {
    let text = "\(error)"
    guard !text.contains("canary") else { return false }
    if let error = error as? LifecycleError {
      return error.category == .environment && text.contains("/v1/")
    }
    return error is EnvironmentError && text.contains("/v1/")
  }

  private func expectRecovery(
    _ command: MutatingCommand, from world: NetworkWorld, _ start: Stage, to end: Stage,
    _ story: String
  ) throws {
    let isOpen = try world.isOpen(command.target)
    if !isOpen {
      expectEqual(try world.stage.documents(), try start.documents(), "\(story), not begun")
    }
    let again = try NetworkWorld(after: world)
    if let target = command.target, isOpen {
      try command.goOn(try again.world(), target)
    } else {
      try command.run(try again.world())
    }
    expectEqual(try again.stage.namedDocuments(), try end.namedDocuments(), "\(story), then again")
    #expect(try again.stage.journals().count == end.journals().count, "\(story), then again")
    #expect(try again.stage.problems() == [], "\(story), then again")
    guard let target = command.target, isOpen else { return }
    let back = try NetworkWorld(after: world)
    let left = try back.world().cancel(target)
    let origin = try command.makeOrigin?() ?? start
    guard command.canRestore else { return }
    #expect(left == [], "\(story), canceled")
    expectEqual(try back.stage.documents(), try origin.documents(), "\(story), canceled")
    #expect(try back.stage.journals() == [], "\(story), canceled")
  }
}
