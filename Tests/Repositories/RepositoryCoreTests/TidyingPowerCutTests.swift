import FileStorage
import ObjectModel
import ObjectStore
import RefStore
import RepositoryCore
import TestKit
import Testing

/// The power is cut while packs are replaced: what is needed is there, before and afterwards.
@Suite struct TidyingPowerCutTests {
  enum Tidying: CaseIterable {
    case collection, consolidation
  }

  private static let soon = FileTimestamp(seconds: 4_000_000_000, nanoseconds: 0)

  /// A repository of four packs, and of one object that nobody needs.
  private func prepare() throws -> MemoryFileSystem {
    let sample = try Sample(revisionCount: 1)
    let repository = try sample.repository()
    try Sample.record(billing, 2, in: repository)
    let garbage = repository.objects.transaction()
    try garbage.writeBlob(Array("nobody needs this".utf8))
    try garbage.commit()
    return sample.files
  }

  private func tidy(_ tidying: Tidying, _ fileSystem: any FileSystem) throws {
    let repository = try Repository(directory: "/home/.ilm", fileSystem: fileSystem)
    switch tidying {
    case .collection:
      _ = try GarbageCollection.run(repository, removingBefore: Self.soon, now: Self.soon)
    case .consolidation: repository.consolidatePacks()
    }
  }

  /// What a cut left that must not be, or `nil`.
  private func trouble(in files: MemoryFileSystem) -> String? {
    do {
      let repository = try Repository(directory: "/home/.ilm", fileSystem: files)
      let report = RepositoryVerification.run(repository)
      if !report.isSound { return "\(report.problems.map(\.message))" }
      let ids = try [orders, billing].map {
        try RevisionJournal($0, in: repository).revisions().map(\.id)
      }
      return ids == [["r1"], ["r2", "r1"]] ? nil : "revisions \(ids)"
    } catch {
      return "\(error)"
    }
  }

  private func survivals(_ call: Int, seedCount: Int) -> [PowerCutFileSystem.Survival] {
    [.nothing, .names, .everything]
      + (0..<seedCount).map { .some(seed: UInt64(call * 100 + $0)) }
  }

  /// Tidies up until the power is cut at a call; tells whether it was not, and what the calls were.
  private func cut(
    _ tidying: Tidying, _ prepared: MemoryFileSystem, at call: Int, ignoring number: Int = 0
  ) -> (files: PowerCutFileSystem, isOver: Bool, calls: [String]) {
    let files = PowerCutFileSystem(over: prepared.copy(), ignoredSynchronization: number)
    let faulty = FaultyFileSystem(files, fault: .crash, failingCall: call)
    try? tidy(tidying, faulty)
    return (files, !faulty.hasFailed, faulty.calls)
  }

  @Test(arguments: Tidying.allCases)
  func `nothing needed is lost, wherever the power is cut`(tidying: Tidying) throws {
    let prepared = try prepare()
    var call = 0
    var isOver = false
    while !isOver {
      call += 1
      let cut = cut(tidying, prepared, at: call)
      isOver = cut.isOver
      for survival in survivals(call, seedCount: 2) {
        let found = trouble(in: cut.files.afterPowerCut(survival))
        #expect(found == nil, "call \(call), \(cut.calls.last ?? ""), \(survival)")
      }
    }
    #expect(call > 15)
    let packs = try Repository(
      directory: "/home/.ilm", fileSystem: cut(tidying, prepared, at: 0).files
    ).objects.storedPacks()
    #expect(packs.count == 1)
  }

  @Test(arguments: Tidying.allCases)
  func `no synchronisation of packs can be left out`(tidying: Tidying) throws {
    let prepared = try prepare()
    let whole = cut(tidying, prepared, at: 0)
    let places = whole.calls.indices.filter { whole.calls[$0].hasPrefix("sync") }
    #expect(places.count >= 5)
    for (number, place) in places.enumerated() {
      // Git's file of all commits is not read by us, so nobody of ours would miss it.
      guard whole.calls[place].contains("objects/pack") else { continue }
      let isNoticed = ((place + 2)...(whole.calls.count + 1)).contains { call in
        let cut = cut(tidying, prepared, at: call, ignoring: number + 1)
        return survivals(call, seedCount: 12).contains {
          trouble(in: cut.files.afterPowerCut($0)) != nil
        }
      }
      #expect(isNoticed, "nobody misses \(whole.calls[place])")
    }
  }

  @Test(arguments: Tidying.allCases)
  func `every failing call leaves all that is needed, and the next attempt succeeds`(
    tidying: Tidying
  ) throws {
    let prepared = try prepare()
    for fault in FaultyFileSystem.Fault.allCases {
      var call = 0
      var isOver = false
      while !isOver {
        call += 1
        let files = prepared.copy()
        let faulty = FaultyFileSystem(files, fault: fault, failingCall: call)
        try? tidy(tidying, faulty)
        isOver = !faulty.hasFailed
        let what = "\(fault) of call \(call), \(faulty.calls.last ?? "")"
        #expect(trouble(in: files.copy()) == nil, "\(what)")
        try tidy(.collection, files.copy())
      }
    }
  }
}
