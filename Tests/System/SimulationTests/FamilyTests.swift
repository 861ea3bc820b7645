import Foundation
import TestKit
import Testing

/// Random histories of families of integrations, in step with a model of them.
@Suite struct FamilyTests {
  @Test func `edits of distinct fields all survive, and none conflicts`() throws {
    try run(FamilyLife(hasOwners: true, units: true), count: 3)
  }

  @Test func `selective pulls lose nothing and offer the rest again`() throws {
    try run(FamilyLife(hasOwners: true, units: true, partialPulls: true), count: 3)
  }

  @Test func `undone pulls are offered again, and reverts travel`() throws {
    try run(FamilyLife(hasOwners: true, reverts: true), count: 3)
  }

  @Test func `competing edits conflict where they compete`() throws {
    try run(FamilyLife(reverts: true, fieldCount: 8), count: 3)
  }

  @Test func `accounts of the service live through the same`() throws {
    var life = FamilyLife(hasOwners: true, units: true, partialPulls: true)
    life.isHosted = true
    try run(life, count: 1)
    life = FamilyLife(reverts: true, fieldCount: 8)
    life.isHosted = true
    try run(life, count: 1)
  }

  private func run(_ life: FamilyLife, count: Int) throws {
    let environment = ProcessInfo.processInfo.environment
    let seed = environment["ILM_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 0..<1 << 40)
    print("families from seed \(seed)")
    var conflictCount = 0
    for round in 0..<UInt64(count * TestRounds.factor) {
      var history = try FamilyHistory(life, seed: seed + round)
      do {
        try history.live(stepCount: 12 + Int(round % 4) * 6)
      } catch {
        let log = history.family.log.joined(separator: "\n")
        Issue.record("seed \(seed + round): \(error)\n\(log)")
        return
      }
      conflictCount += history.conflictCount
    }
    print("\(conflictCount) conflicts")
  }
}
