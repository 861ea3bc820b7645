import Bundles
import EnvironmentAdapters
public import FileStorage
import IntegrationModel
import LosslessJSON
import RepositoryCore

/// A bundle as it lies in a file, or came from somewhere else.
public struct BundleFile: Sendable {
  /// What messages call it: a path, or a name without one.
  public let name: String
  /// The archive.
  public let bytes: [UInt8]

  /// Takes an archive that came from somewhere else.
  public init(named name: String, _ bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// Reads a file.
  ///
  /// - Throws: ``LifecycleError`` `no_such_file`.
  public init(at path: String, _ fileSystem: any FileSystem) throws {
    do throws(FileSystemError) {
      self.init(named: path, try fileSystem.read(path))
    } catch {
      throw LifecycleError(
        .usage, "no_such_file", "cannot read the bundle: \(error.message)",
        hint: "give the path of a .zip file")
    }
  }
}

/// Reads a bundle as an environment with one integration.
enum BundleState {
  /// No environment can have this name, so nothing recorded is mistaken for the bundle's.
  private static let environmentName = "Bundle"

  /// Reads a bundle without unpacking it.
  ///
  /// - Throws: `BundleError` for an archive that is unsafe or damaged; `malformed_bundle` for one
  ///   that does not hold just one integration.
  static func account(
    _ file: BundleFile, _ context: OperationContext
  ) throws -> (account: Account, entries: [BundleEntry]) {
    let path = file.name
    let entries = try entries(of: file.bytes, path)
    let account = try account(entries, at: path, context)
    try requireOneIntegration(account, entries, path)
    let stubs = stubs(for: account.index, in: folder(of: entries))
    return (stubs.isEmpty ? account : try Self.account(entries + stubs, at: path, context), entries)
  }

  private static func entries(of bytes: [UInt8], _ path: String) throws -> [BundleEntry] {
    do throws(BundleError) {
      return try BundleArchive.read(bytes)
    } catch {
      throw BundleError(
        code: error.code, message: "\(error.message), in '\(path)'", path: error.path)
    }
  }

  private static func account(
    _ entries: [BundleEntry], at path: String, _ context: OperationContext
  ) throws -> Account {
    // Nothing is created in a bundle, so neither ids nor times are made.
    let adapter = FolderEnvironment(
      path: path, fileSystem: ArchiveFileSystem(entries, root: path), makeID: { "" }, now: { "" })
    return try Account(
      surveying: ConnectedEnvironment(name: environmentName, adapter: adapter),
      catalog: context.catalog)
  }

  private static func requireOneIntegration(
    _ account: Account, _ entries: [BundleEntry], _ path: String
  ) throws {
    let integrations = account.index.integrations
    let files = entries.filter { isIntegration($0.path) }.map(\.path)
    guard integrations.count != 1 || files.count > 1 else { return }
    let inner = entries.first { $0.path.lowercased().hasSuffix(".zip") }?.path
    throw LifecycleError(
      .environment, "malformed_bundle",
      integrations.isEmpty
        ? "'\(path)' holds no integration.json"
        : "'\(path)' holds more than one integration: "
          + (files.count > 1 ? files : integrations.map(\.name)).map { "'\($0)'" }
          .joined(separator: ", "),
      hint: inner.map { "it holds another archive, '\($0)'; take that out and use it" }
        ?? "use a bundle of one integration that 'ilm download' or the platform made")
  }

  private static func isIntegration(_ path: String) -> Bool {
    path == "integration.json" || path.hasSuffix("/integration.json")
  }

  /// The folder of the archive in which the bundle lies, with its closing slash; empty for the top.
  private static func folder(of entries: [BundleEntry]) -> String {
    let path = entries.first { isIntegration($0.path) }?.path ?? ""
    return String(path.dropLast("integration.json".count))
  }

  /// Documents for iClients, stacks, agents and connections that are named and not in the bundle,
  /// so that they are slots here as everywhere.
  private static func stubs(for index: AccountIndex, in folder: String) -> [BundleEntry] {
    var missing: Set<ResourceKey> = []
    for summary in index.resources.values where !summary.key.kind.isBound {
      for site in summary.references where index.resolve(site) == nil && site.looksLikeID {
        guard let kind = site.kinds.first(where: \.isBound) else { continue }
        missing.insert(ResourceKey(kind, site.id))
      }
    }
    return missing.sorted().map { key in
      let document: JSONValue = ["_id": .text(key.id)]
      return BundleEntry(
        path: "\(folder)\(key.kind.rawValue)/\(key.id).json", bytes: document.canonicalBytes())
    }
  }
}
