import FileStorage
import ObjectModel
import RefStore
import RepositoryCore
import TestKit
import Testing

/// The power is cut at every place of a recording; what was not synchronised may be gone.
@Suite struct PowerCutTests {
  /// What a cut left that must not be, or `nil`.
  private func trouble(in files: MemoryFileSystem, demandingNew: Bool) -> String? {
    do {
      let repository = try Repository(directory: "/home/.ilm", fileSystem: files)
      let report = RepositoryVerification.run(repository)
      if !report.isSound { return "\(report.problems.map(\.message))" }
      let ids = try RevisionJournal(orders, in: repository).revisions().map(\.id)
      let content = try repository.refs.target(of: try orders.contentRef)
      let state = try RevisionJournal(orders, in: repository).latestState()?.state
      guard state?.commit.objectID == content else { return "refs of two states" }
      if ids == ["r2", "r1"] || (ids == ["r1"] && !demandingNew) { return nil }
      return "revisions \(ids)"
    } catch {
      return "\(error)"
    }
  }

  private struct Cut {
    let isOver: Bool
    let calls: [String]
    let files: PowerCutFileSystem
  }

  /// Records a revision until the power is cut at a call.
  private func record(
    _ prepared: MemoryFileSystem, cutAt call: Int, ignoring synchronization: Int = 0
  ) -> Cut {
    let files = PowerCutFileSystem(
      over: prepared.copy(), ignoredSynchronization: synchronization)
    let faulty = FaultyFileSystem(files, fault: .crash, failingCall: call)
    let isDone = (try? record(in: faulty)) != nil
    return Cut(isOver: isDone && !faulty.hasFailed, calls: faulty.calls, files: files)
  }

  private func record(in fileSystem: any FileSystem) throws {
    try Sample.record(
      orders, 2, in: Repository(directory: "/home/.ilm", fileSystem: fileSystem))
  }

  private func survivals(_ call: Int, seedCount: Int) -> [PowerCutFileSystem.Survival] {
    [.nothing, .names, .everything]
      + (0..<seedCount).map { .some(seed: UInt64(call * 100 + $0)) }
  }

  @Test func `a revision is recorded or not, wherever the power is cut`() throws {
    let prepared = try Sample(revisionCount: 1).files
    var call = 0
    var isOver = false
    while !isOver {
      call += 1
      let cut = record(prepared, cutAt: call)
      isOver = cut.isOver
      for survival in survivals(call, seedCount: 4) {
        let left = cut.files.afterPowerCut(survival)
        let found = trouble(in: left, demandingNew: isOver)
        #expect(found == nil, "call \(call), \(cut.calls.last ?? ""), \(survival)")
      }
    }
    #expect(call > 20)
  }

  @Test func `no synchronisation of a recording can be left out`() throws {
    let prepared = try Sample(revisionCount: 1).files
    let whole = record(prepared, cutAt: 0)
    let places = whole.calls.indices.filter { whole.calls[$0].hasPrefix("sync") }
    #expect(places.count > 4)
    for (number, place) in places.enumerated() {
      var isNoticed = false
      var isOver = false
      // Until that moment nothing is different.
      var call = place + 1
      while !isOver && !isNoticed {
        call += 1
        let cut = record(prepared, cutAt: call, ignoring: number + 1)
        isOver = cut.isOver
        isNoticed = survivals(call, seedCount: 20).contains {
          trouble(in: cut.files.afterPowerCut($0), demandingNew: isOver) != nil
        }
      }
      #expect(isNoticed, "nobody misses \(whole.calls[place])")
    }
  }
}
