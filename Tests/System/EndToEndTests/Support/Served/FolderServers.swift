import Foundation
import Testing

/// Puts account folders behind the service, so that tests that know nothing of it run over the
/// network.
///
/// With `ILM_TEST_ACCOUNTS=http` every `env add NAME dir:PATH` and `env set NAME url dir:PATH` of a
/// test becomes one of an address on loopback, where the folder is an account of the service.
final class FolderServers {
  /// Whether accounts are served.
  static let isOn = ProcessInfo.processInfo.environment["ILM_TEST_ACCOUNTS"] == "http"

  private var servers: [String: HostedFolder] = [:]

  /// Brings what was done to the files into the accounts, and returns the arguments with addresses
  /// in the place of folders.
  func serving(_ arguments: [String], in directory: String) throws -> [String] {
    guard Self.isOn else { return arguments }
    try takeFiles()
    guard arguments.first == "env", arguments.count > 1,
      let position = arguments.firstIndex(where: { $0.hasPrefix("dir:") })
    else { return arguments }
    let given = String(arguments[position].dropFirst(4))
    let path = given.hasPrefix("/") ? given : directory + "/" + given
    guard FileManager.default.fileExists(atPath: path) else { return arguments }
    var arguments = arguments
    let server = try server(of: path)
    arguments[position] = server.url
    if arguments[1] == "add", !arguments.contains(where: { $0.hasPrefix("--token") }) {
      arguments += ["--token-file", server.tokenFile]
    }
    return arguments
  }

  /// Brings what was done to the files into the accounts.
  func takeFiles() throws { for server in servers.values { try server.takeFiles() } }

  /// Brings what was done to the accounts into the files.
  func giveFiles() throws { for server in servers.values { try server.giveFiles() } }

  private func server(of path: String) throws -> HostedFolder {
    if let known = servers[path] { return known }
    let server = try HostedFolder(path)
    servers[path] = server
    return server
  }

  /// A text with folders in the place of addresses, as it would be of folders.
  func folders(in text: String) -> String {
    servers.reduce(into: text) { text, server in
      text = text.replacingOccurrences(of: server.value.url, with: "dir:" + server.key)
    }
  }
}

extension Trait where Self == ConditionTrait {
  /// A test of what only accounts in folders have.
  static func onlyFolders(_ what: Comment) -> Self { .disabled(if: FolderServers.isOn, what) }
}
