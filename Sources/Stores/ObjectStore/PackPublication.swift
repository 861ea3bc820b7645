import FileStorage
import ObjectModel
import PackFormat

/// The steps that make a finished pack visible.
///
/// Order: pack and index are durable under temporary names; the pack gets its name and the folder
/// is made durable; then the index gets its name. Readers go by indexes, so that is the moment at
/// which all objects appear, and no index is ever without its pack.
struct PackPublication {
  private let database: ObjectDatabase
  private let directory: String
  private let fileSystem: any FileSystem

  init(_ database: ObjectDatabase) {
    self.database = database
    directory = database.packed.directory
    fileSystem = database.fileSystem
  }

  /// Creates a pack under the first free temporary name.
  static func makeWriter(
    _ database: ObjectDatabase, level: Int, deltas: DeltaSearch? = nil
  ) throws(ObjectWriteError) -> PackWriter {
    let directory = database.packed.directory
    try ObjectWriteError.wrapping { () throws(FileSystemError) in
      try database.fileSystem.createDirectories(directory, durable: true)
    }
    var attempt = 0
    while true {
      do throws(PackError) {
        return try PackWriter(
          path: "\(directory)/tmp_pack_\(attempt)", format: database.format, level: level,
          deltas: deltas, fileSystem: database.fileSystem)
      } catch {
        let isTaken = (error.cause as? FileSystemError)?.code == .exists
        guard isTaken, attempt < 10_000 else { throw ObjectWriteError(error) }
        attempt += 1
      }
    }
  }

  /// Makes pack and index durable, gives them their names and returns the pack's path.
  ///
  /// When anything fails, both are removed again as far as possible.
  func publish(
    _ writer: PackWriter, _ trailer: PackWriter.Trailer
  ) throws(ObjectWriteError) -> String {
    let name = "\(directory)/pack-\(trailer.checksum)"
    let isTwin = try ObjectWriteError.wrapping { () throws(FileSystemError) in
      let pack = try fileSystem.kind(of: name + ".pack")
      return try fileSystem.kind(of: name + ".idx") == .regular && pack == .regular
    }
    guard !isTwin else { return try adopt(name, writer) }
    let index = PackIndex.encode(
      writer.entries, packChecksum: trailer.checksum, format: database.format)
    // What to take back when a step fails. The index comes first: an index without its pack would
    // be a damaged repository.
    var made: [String] = []
    do throws(FileSystemError) {
      let (path, file) = try createTemporaryIndex()
      made.insert(path, at: 0)
      try file.write(index)
      // Both are on their way to the disk before either is waited for.
      file.startWritingBack()
      try writer.synchronize()
      try file.synchronize()
      try file.close()
      try writer.rename(to: name + ".pack")
      made.insert(name + ".pack", at: 0)
      try fileSystem.synchronizeDirectory(directory)
      try fileSystem.rename(path, to: name + ".idx")
      made = [name + ".idx", name + ".pack"]
      try fileSystem.synchronizeDirectory(directory)
    } catch {
      for path in made { try? fileSystem.removeFile(path) }
      writer.abandon()
      throw ObjectWriteError(error)
    }
    return name + ".pack"
  }

  /// Uses the very same pack, which another writer has published: it becomes as young as this one.
  private func adopt(_ name: String, _ writer: PackWriter) throws(ObjectWriteError) -> String {
    writer.abandon()
    try? fileSystem.setModificationTime(of: name + ".pack", to: nil)
    try ObjectWriteError.wrapping { () throws(FileSystemError) in
      try fileSystem.synchronizeDirectory(directory)
    }
    return name + ".pack"
  }

  /// Takes the first free name.
  private func createTemporaryIndex() throws(FileSystemError) -> (String, any WritableFile) {
    var attempt = 0
    while true {
      let path = "\(directory)/tmp_idx_\(attempt)"
      do throws(FileSystemError) {
        return (path, try fileSystem.createFile(path, permissions: 0o444))
      } catch {
        guard error.code == .exists, attempt < 10_000 else { throw error }
        attempt += 1
      }
    }
  }
}
