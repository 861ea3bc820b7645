import Foundation
import RESTAccount

/// Puts account folders behind an API, so that tests that know nothing of it run over the network.
///
/// With `ILM_TEST_ACCOUNTS=http` every `env add NAME dir:PATH` and `env set NAME url dir:PATH` of a
/// test becomes one of an address on loopback, where the folder is served. What only folders have
/// (their errors, bundles as environments, bytes and times of files) fails its tests then.
final class FolderServers {
  /// Whether accounts are served.
  static let isOn = ProcessInfo.processInfo.environment["ILM_TEST_ACCOUNTS"] == "http"
  /// The variable that holds the token.
  static let variable = "ILM_TEST_TOKEN"

  private var servers: [String: ServedFolder] = [:]

  /// The arguments with addresses in the place of folders.
  func serving(_ arguments: [String], in directory: String) throws -> [String] {
    guard Self.isOn, arguments.first == "env", arguments.count > 1,
      let position = arguments.firstIndex(where: { $0.hasPrefix("dir:") })
    else { return arguments }
    let given = String(arguments[position].dropFirst(4))
    let path = given.hasPrefix("/") ? given : directory + "/" + given
    guard FileManager.default.fileExists(atPath: path) else { return arguments }
    var arguments = arguments
    arguments[position] = try server(of: path).url
    if arguments[1] == "add", !arguments.contains(where: { $0.hasPrefix("--token") }) {
      arguments += ["--token-env", Self.variable]
    }
    return arguments
  }

  private func server(of path: String) throws -> ServedFolder {
    if let known = servers[path] { return known }
    let server = try ServedFolder(
      path,
      makeID: {
        let digits = { String(UInt64.random(in: 0...UInt64.max) | 1 << 63, radix: 16) }
        return String((digits() + digits()).prefix(24))
      }, now: { Int64(Date().timeIntervalSince1970 * 1000) })
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
