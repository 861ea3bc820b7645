import Compression
public import FileStorage
import Hashing
public import ObjectModel

/// Writes a pack, version 2, in the order in which objects come; as deltas where that is asked for.
///
/// The file is of no use to anybody before ``finish()`` has written the number of objects and the
/// checksum. Memory is bounded by the largest call of ``append(_:)``. For one thread at a time.
public final class PackWriter {
  /// What a finished pack is known by.
  public struct Trailer: Sendable, Equatable {
    /// The hash of the whole pack before it; git names the file by it.
    public let checksum: ObjectID
    /// The size of the file.
    public let byteCount: Int
  }

  /// The file that is written.
  public let path: String
  /// The entries written so far, in the order of the file.
  public private(set) var entries: [PackEntry] = []

  private let format: ObjectFormat
  private let fileSystem: any FileSystem
  private let file: any WritableFile
  private let deflating: ParallelDeflater
  private var mapped: MappedFile?
  private var isRenamed = false

  /// Creates the file, which must not exist.
  ///
  /// - Parameters:
  ///   - level: the deflate level, 0 to 12.
  ///   - deltas: how objects of one call of ``append(_:)`` become deltas against each other, whole
  ///     otherwise; those of one kind should come together.
  public init(
    path: String, format: ObjectFormat, level: Int, deltas: DeltaSearch? = nil,
    fileSystem: any FileSystem
  ) throws(PackError) {
    self.path = path
    self.format = format
    self.fileSystem = fileSystem
    deflating = ParallelDeflater(level: level, deltas: deltas)
    file = try PackError.wrapping { () throws(FileSystemError) in
      try fileSystem.createFile(path, permissions: 0o444)
    }
    do throws(PackError) {
      try put(PackLayout.header(objectCount: 0))
    } catch {
      abandon()
      throw error
    }
  }

  /// Deflates objects on all cores and writes them.
  public func append(_ objects: [IdentifiedObject]) throws(PackError) {
    for piece in deflating.deflate(objects) {
      let start = file.offset
      try put(piece.bytes)
      for entry in piece.entries {
        entries.append(PackEntry(id: entry.id, offset: start + entry.offset, crc: entry.crc))
      }
    }
    file.startWritingBack()
  }

  /// Reads back an object that was written, by its place in ``entries``.
  public func object(at position: Int) throws(PackError) -> StoredObject {
    let offset = Int(entries[position].offset)
    let file = try mapping(atLeast: offset + 1)
    let cursor = PackCursor(file: file, end: file.count, format: format, limits: PackLimits())
    let entry = try cursor.entry(at: offset)
    guard case .whole(let kind) = entry.content else {
      throw PackError(.corrupt, path: path, "pack '\(path)' does not hold what was written to it")
    }
    let inflated = try cursor.inflate(entry, with: Inflater())
    return StoredObject(kind: kind, bytes: inflated.bytes)
  }

  /// Writes the number of objects and the checksum.
  public func finish() throws(PackError) -> Trailer {
    guard entries.count <= Int(UInt32.max) else {
      throw PackError(.tooLarge, path: path, "cannot write more than 2^32 objects to one pack")
    }
    let header = PackLayout.header(objectCount: entries.count)
    try PackError.wrapping { () throws(FileSystemError) in try file.write(header, at: 0) }
    // The checksum covers the number of objects, known only now: one more pass over the file,
    // which also proves that what was written can be read.
    let checksum = try hashWritten()
    try put(checksum.bytes)
    file.startWritingBack()
    return Trailer(checksum: checksum, byteCount: Int(file.offset))
  }

  /// Makes the finished file durable.
  public func synchronize() throws(FileSystemError) {
    try file.synchronize()
    try file.close()
  }

  /// Gives the finished file its name; the writer does not care for it any more.
  public func rename(to name: String) throws(FileSystemError) {
    try fileSystem.rename(path, to: name)
    isRenamed = true
  }

  /// Closes and removes the file, unless it got another name.
  public func abandon() {
    try? file.close()
    // The temporary name may belong to another writer by now.
    guard !isRenamed else { return }
    try? fileSystem.removeFile(path)
  }

  private func put(_ bytes: [UInt8]) throws(PackError) {
    try PackError.wrapping { () throws(FileSystemError) in try file.write(bytes) }
  }

  // Large enough to cost nothing, small beside what else is in memory.
  private static let hashedByteCount = 2 << 20

  private func hashWritten() throws(PackError) -> ObjectID {
    mapped = nil
    let file = try mapping(atLeast: Int(file.offset))
    let digest = MessageDigest(format.algorithm)
    for start in stride(from: 0, to: file.count, by: Self.hashedByteCount) {
      let end = min(file.count, start + Self.hashedByteCount)
      file.withUnsafeBytes { digest.update(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
      file.releaseMemory(upTo: end)
    }
    mapped = nil
    return digest.finish().withUnsafeBytes { ObjectID(format, bytes: $0) }
  }

  /// Returns the file's present content, mapped again only when it has grown past `byteCount`.
  private func mapping(atLeast byteCount: Int) throws(PackError) -> MappedFile {
    if let mapped, mapped.count >= byteCount { return mapped }
    let fresh = try PackError.wrapping { () throws(FileSystemError) in try fileSystem.map(path) }
    guard fresh.count >= byteCount else {
      throw PackError(.corrupt, path: path, "pack '\(path)' became shorter while it was written")
    }
    mapped = fresh
    return fresh
  }
}
