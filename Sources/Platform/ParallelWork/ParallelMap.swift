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
  var failure: Failure?
  let outputs = [Output](unsafeUninitializedCapacity: items.count) { buffer, count in
    failure = fill(buffer, items, team, makeWorker, transform)
    count = failure == nil ? items.count : 0
  }
  if let failure { throw failure }
  return outputs
}

/// Puts each output into its place and returns what the first failing item threw; nothing is there
/// then.
private func fill<Item: Sendable, Worker, Output: Sendable, Failure: Error>(
  _ buffer: UnsafeMutableBufferPointer<Output>, _ items: [Item], _ team: ThreadTeam,
  _ makeWorker: @Sendable () -> Worker,
  _ transform: @Sendable (Worker, Item) throws(Failure) -> Output
) -> Failure? {
  let chunkSize = team.chunkSize(of: items.count)
  let chunkCount = (items.count + chunkSize - 1) / chunkSize
  @Sendable func range(of chunk: Int) -> Range<Int> {
    chunk * chunkSize..<min(items.count, (chunk + 1) * chunkSize)
  }
  var isFilled = [Bool](repeating: false, count: chunkCount)
  let failure = isFilled.withUnsafeMutableBufferPointer { isFilled in
    // Each place is written by the thread that took its chunk, and all have ended before the return.
    nonisolated(unsafe) let (buffer, isFilled) = (buffer, isFilled)
    // The failure of the first chunk that has one.
    let failure = Mutex<(chunk: Int, error: Failure)?>(nil)
    let nextChunk = Atomic<Int>(0)
    team.run(chunkCount) {
      let worker = makeWorker()
      while true {
        let chunk = nextChunk.add(1, ordering: .relaxed).oldValue
        guard chunk < chunkCount else { return }
        do throws(Failure) {
          try fill(buffer, range(of: chunk), items, worker, transform)
          isFilled[chunk] = true
        } catch {
          failure.withLock { if chunk < $0?.chunk ?? chunkCount { $0 = (chunk, error) } }
          // Later chunks are not needed once one has failed; earlier ones are being worked on.
          nextChunk.store(chunkCount, ordering: .relaxed)
        }
      }
    }
    return failure.withLock { $0?.error }
  }
  guard let failure else { return nil }
  for chunk in 0..<chunkCount where isFilled[chunk] { buffer[range(of: chunk)].deinitialize() }
  return failure
}

/// Fills a range, or leaves nothing in it.
private func fill<Item, Worker, Output, Failure: Error>(
  _ buffer: UnsafeMutableBufferPointer<Output>, _ range: Range<Int>, _ items: [Item],
  _ worker: Worker, _ transform: (Worker, Item) throws(Failure) -> Output
) throws(Failure) {
  for place in range {
    do throws(Failure) {
      buffer.initializeElement(at: place, to: try transform(worker, items[place]))
    } catch {
      buffer[range.lowerBound..<place].deinitialize()
      throw error
    }
  }
}
