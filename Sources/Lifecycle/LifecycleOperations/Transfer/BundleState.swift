import Bundles
import EnvironmentAdapters
import FileStorage

/// Reads a bundle as an environment with one integration.
enum BundleState {
  static func environment(
    at path: String, _ fileSystem: any FileSystem
  ) throws -> ConnectedEnvironment {
    let bytes: [UInt8]
    do throws(FileSystemError) {
      bytes = try fileSystem.read(path)
    } catch {
      throw LifecycleError(
        .usage, "no_such_file", "cannot read the bundle: \(error.message)",
        hint: "give the path of a .zip file")
    }
    let files = ArchiveFileSystem(try BundleArchive.read(bytes), root: path)
    // Nothing is created in a bundle, so neither ids nor times are made.
    let adapter = FolderEnvironment(path: path, fileSystem: files, makeID: { "" }, now: { "" })
    return ConnectedEnvironment(name: "bundle", adapter: adapter)
  }
}
