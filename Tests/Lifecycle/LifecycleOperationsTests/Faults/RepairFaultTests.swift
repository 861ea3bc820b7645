import FileStorage
import RepositoryCore
import Synchronization
import TestKit
import Testing

/// `ilm fsck --repair` with each of its changing calls failing in turn, and with the process killed
/// or the power cut there: it can be done again, and nothing is lost.
@Suite struct RepairFaultTests {
  /// What happened to an index.
  enum Damage: CaseIterable { case missing, cutShort, changed }

  private static let directory = TestWorld.folder + "/.ilm"

  private func damaged(_ damage: Damage) throws -> (stage: Stage, index: String) {
    let stage = try Stages.small.get().pulled.copy()
    let path = try #require(stage.files.paths.sorted().first { $0.hasSuffix(".idx") })
    var bytes = try stage.files.read(path)
    switch damage {
    case .missing: break
    case .cutShort: bytes.removeLast(bytes.count / 2)
    case .changed: bytes[bytes.count / 2] ^= 1
    }
    stage.files.expectDamage()
    try stage.files.removeFile(path)
    if damage != .missing { try stage.files.writeAtomically(path, bytes) }
    return (stage, path)
  }

  private func repair(_ files: any FileSystem) throws {
    _ = try RepositoryRepair.run(
      try Repository(directory: Self.directory, fileSystem: files))
  }

  /// Repairs what a fault left, and tells what is wrong then.
  private func trouble(_ left: Stage, _ sound: Stage, _ index: String) throws -> String? {
    try repair(left.files)
    if let problem = try left.problems().first { return problem }
    if try left.record() != sound.record() { return "the record differs" }
    return try left.files.read(index) == sound.files.read(index) ? nil : "the index differs"
  }

  @Test(arguments: Damage.allCases)
  func `a repair that is killed or fails anywhere can be done again`(_ damage: Damage) throws {
    let sound = try Stages.small.get().pulled
    let (start, index) = try damaged(damage)
    let stage = start.copy()
    let cut = PowerCutFileSystem(over: stage.files, ignoredSynchronization: 0)
    let moments = Mutex<[(call: Int, stage: Stage)]>([])
    let gate = FaultyFileSystem(cut) { call, _ in
      for survival in PowerCutFileSystem.Survival.all(seed: UInt64(call)) {
        let left = Stage(copying: cut.afterPowerCut(survival), stage.accounts, stage.clock)
        moments.withLock { $0.append((call, left)) }
      }
    }
    try repair(gate)
    #expect(gate.calls.count > 3)
    for moment in moments.withLock({ $0 }) {
      let trouble = try trouble(moment.stage, sound, index)
      #expect(trouble == nil, "\(damage), before call \(moment.call)")
    }
    for call in 1...gate.calls.count {
      for fault in FaultyFileSystem.Fault.allCases {
        let left = start.copy()
        try? repair(FaultyFileSystem(left.files, fault: fault, failingCall: call))
        let trouble = try trouble(left, sound, index)
        #expect(trouble == nil, "\(damage), \(fault) at call \(call), \(gate.calls[call - 1])")
      }
    }
  }

  @Test(arguments: [Damage.cutShort, .changed])
  func `a damaged index is put aside before another takes its place`(_ damage: Damage) throws {
    let (stage, index) = try damaged(damage)
    let bytes = try stage.files.read(index)
    try repair(stage.files)
    let kept = stage.files.paths.filter { $0.hasPrefix(Self.directory + "/ilm/set-aside/") }
    #expect(try kept.map { try stage.files.read($0) } == [bytes])
  }
}
