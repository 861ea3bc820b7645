import Synchronization

/// Transforms independent items on several threads at once, in order.
///
/// - Parameters:
///   - team: The threads; by default one for each core.
///   - makeWorker: Called once per thread; what it returns stays on that thread.
/// - Throws: What the first failing item in the order of the items threw.
public func parallelMap<Item: Sendable, Worker, Output: Sendable, Failure: Error>(
  _ items: [Item], on team: ThreadTeam = .cores, makeWorker: @Sendable () -> Worker,
  _ transform: @Sendable (Worker, Item) throws(Failure) -> Output
) throws(Failure) -> [Output] {
  let chunkSize = team.chunkSize(of: items.count)
  let chunkCount = (items.count + chunkSize - 1) / chunkSize
  let results = Mutex<[Int: Result<[Output], Failure>]>([:])
  let nextChunk = Atomic<Int>(0)
  team.run(chunkCount) {
    let worker = makeWorker()
    while true {
      let chunk = nextChunk.add(1, ordering: .relaxed).oldValue
      guard chunk < chunkCount else { return }
      let range = chunk * chunkSize..<min(items.count, (chunk + 1) * chunkSize)
      let result = outcome(items[range], worker, transform)
      results.withLock { $0[chunk] = result }
      // Later chunks are not needed once one has failed; earlier ones are being worked on.
      if case .failure = result { nextChunk.store(chunkCount, ordering: .relaxed) }
    }
  }
  return try collect(results.withLock { $0 }, chunkCount, capacity: items.count)
}

private func outcome<Item, Worker, Output, Failure: Error>(
  _ items: ArraySlice<Item>, _ worker: Worker,
  _ transform: (Worker, Item) throws(Failure) -> Output
) -> Result<[Output], Failure> {
  var outputs: [Output] = []
  outputs.reserveCapacity(items.count)
  for item in items {
    do throws(Failure) {
      outputs.append(try transform(worker, item))
    } catch {
      return .failure(error)
    }
  }
  return .success(outputs)
}

private func collect<Output, Failure: Error>(
  _ results: [Int: Result<[Output], Failure>], _ chunkCount: Int, capacity: Int
) throws(Failure) -> [Output] {
  var outputs: [Output] = []
  outputs.reserveCapacity(capacity)
  for chunk in 0..<chunkCount {
    switch results[chunk] {
    case .success(let part)?: outputs += part
    case .failure(let error)?: throw error
    case nil: break
    }
  }
  return outputs
}
