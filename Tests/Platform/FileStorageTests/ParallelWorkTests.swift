import ParallelWork
import Synchronization
import Testing

@Suite struct ParallelWorkTests {
  private struct Refusal: Error, Equatable { let item: Int }

  /// Counts how many of its copies are alive.
  private final class Output: Sendable {
    static let alive = Atomic<Int>(0)
    let number: Int

    init(_ number: Int) {
      self.number = number
      Self.alive.add(1, ordering: .relaxed)
    }

    deinit { Self.alive.subtract(1, ordering: .relaxed) }
  }

  private static func busy(_ item: Int) -> Int {
    (0..<(item * 7919 % 2000)).reduce(item) { $0 &+ $1 &* 0 }
  }

  // MARK: Maps

  @Test(arguments: [0, 1, 7, 64, 1000])
  func `a map keeps the order of its items`(count: Int) {
    let outputs = parallelMap(Array(0..<count), makeWorker: {}) { _, item in Self.busy(item) }
    #expect(outputs == Array(0..<count))
  }

  @Test func `a map that fails throws what its first failing item threw and keeps nothing`() {
    let before = Output.alive.load(ordering: .relaxed)
    for first in [0, 1, 499, 997] {
      #expect(throws: Refusal(item: first)) {
        try parallelMap(Array(0..<1000), makeWorker: {}) { (_, item) throws(Refusal) in
          if item >= first { throw Refusal(item: item) }
          return Output(item)
        }
      }
    }
    #expect(Output.alive.load(ordering: .relaxed) == before)
  }

  // MARK: Streams

  @Test(arguments: [0, 1, 3, 500], [1, 2, 8])
  func `a stream hands outputs on in order, and runs ahead no further than its window`(
    count: Int, window: Int
  ) {
    let ahead = Mutex((unfinished: 0, most: 0))
    var handed: [Int] = []
    parallelStream(Array(0..<count), window: window) { item in
      ahead.withLock {
        $0.unfinished += 1
        $0.most = max($0.most, $0.unfinished)
      }
      return Self.busy(item)
    } each: { output in
      handed.append(output)
      ahead.withLock { $0.unfinished -= 1 }
    }
    #expect(handed == Array(0..<count))
    #expect(ahead.withLock { $0.most } <= window)
  }

  @Test func `a stream that fails has handed on all before the first failing item`() {
    for first in [0, 1, 250, 499] {
      var handed: [Int] = []
      #expect(throws: Refusal(item: first)) {
        try parallelStream(Array(0..<500), window: 8) { (item) throws(Refusal) in
          if item >= first { throw Refusal(item: item) }
          return item
        } each: { (output) throws(Refusal) in
          handed.append(output)
        }
      }
      #expect(handed == Array(0..<first))
    }
  }

  @Test func `a stream stops where an output cannot be handed on`() {
    let startedCount = Atomic<Int>(0)
    #expect(throws: Refusal(item: 20)) {
      try parallelStream(Array(0..<500), window: 8) { (item) throws(Refusal) in
        startedCount.add(1, ordering: .relaxed)
        return item
      } each: { (output) throws(Refusal) in
        if output == 20 { throw Refusal(item: output) }
      }
    }
    #expect(startedCount.load(ordering: .relaxed) <= 20 + 8 + 1)
  }

  @Test func `a stream within a stream ends`() {
    var sums: [Int] = []
    parallelStream(Array(0..<20), window: 4) { item in
      var sum = 0
      parallelStream(Array(0...item), window: 2) {
        $0
      } each: {
        sum += $0
      }
      return sum
    } each: {
      sums.append($0)
    }
    #expect(sums == (0..<20).map { $0 * ($0 + 1) / 2 })
  }

  // MARK: Two things at once

  @Test func `what is made beside something is there when that is done`() throws {
    var isDone = false
    let made = together {
      isDone = true
    } _: {
      Self.busy(1999)
    }
    #expect(isDone && made == 1999)
    #expect(throws: Refusal(item: 3)) {
      _ = try together { () throws(Refusal) in
        throw Refusal(item: 3)
      } _: {
        Self.busy(5)
      }
    }
  }
}
