public import ObjectModel
public import PackFormat

/// Copies objects of a repository into one fresh pack, most of them as deltas of each other.
///
/// Every object is hashed on the way: a damaged one stops the work, so a copy is as good as its
/// original was. Memory is bounded by a few batches, whatever the number of objects. For one thread.
public final class PackRewrite {
  /// How to write.
  public struct Options: Sendable {
    /// The deflate level, 0 to 12.
    public var level: Int
    /// How deltas are looked for.
    public var deltas: DeltaSearch
    /// About how many bytes of objects are in memory at a time.
    public var batchByteCount: Int

    /// Makes options.
    public init(
      level: Int = 9, deltas: DeltaSearch = DeltaSearch(), batchByteCount: Int = 32 << 20
    ) {
      self.level = level
      self.deltas = deltas
      self.batchByteCount = batchByteCount
    }
  }

  private let database: ObjectDatabase
  private let options: Options
  private var writer: PackWriter?
  private var pending: [IdentifiedObject] = []
  private var pendingByteCount = 0

  // Few enough that even larger objects do not fill the memory while they are read.
  private static let readCount = 256

  init(_ database: ObjectDatabase, _ options: Options) {
    self.database = database
    self.options = options
  }

  deinit { writer?.abandon() }

  /// Copies objects, each of which must come once; those of a kind that are alike together.
  public func add(_ ids: [ObjectID]) throws(ObjectWriteError) {
    var start = 0
    while start < ids.count {
      let end = min(ids.count, start + Self.readCount)
      for (id, object) in try read(ids[start..<end]) {
        pending.append(IdentifiedObject(id: id, object: object))
        pendingByteCount += object.bytes.count
      }
      if pendingByteCount >= options.batchByteCount { try flush() }
      start = end
    }
  }

  /// Makes the pack durable and visible and returns its path, or `nil` if nothing was added.
  ///
  /// The pack may be one that is there already.
  public func publish() throws(ObjectWriteError) -> String? {
    try flush()
    guard let writer else { return nil }
    self.writer = nil
    let trailer = try ObjectWriteError.wrappingPack { () throws(PackError) in try writer.finish() }
    let path = try PackPublication(database).publish(writer, trailer)
    _ = try? database.refreshed()
    return path
  }

  private func read(
    _ ids: ArraySlice<ObjectID>
  ) throws(ObjectWriteError) -> [ParallelReading.IdentifiedResult] {
    do throws(ObjectReadError) {
      return try ParallelReading.objects(ids, in: database)
    } catch {
      throw ObjectWriteError(.unreadable, "cannot copy objects: \(error.message)", error)
    }
  }

  private func flush() throws(ObjectWriteError) {
    guard !pending.isEmpty else { return }
    let writer = try currentWriter()
    try ObjectWriteError.wrappingPack { () throws(PackError) in try writer.append(pending) }
    pending.removeAll(keepingCapacity: true)
    pendingByteCount = 0
  }

  private func currentWriter() throws(ObjectWriteError) -> PackWriter {
    if let writer { return writer }
    let fresh = try PackPublication.makeWriter(
      database, level: options.level, deltas: options.deltas)
    writer = fresh
    return fresh
  }
}

extension ObjectDatabase {
  /// Begins to copy objects into a fresh pack.
  public func rewrite(_ options: PackRewrite.Options = PackRewrite.Options()) -> PackRewrite {
    PackRewrite(self, options)
  }
}
