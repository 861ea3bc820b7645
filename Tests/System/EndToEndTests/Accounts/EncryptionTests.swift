import Foundation
import ScriptedServer
import Testing

/// Accounts behind TLS: whom the program trusts, and through which proxy it goes.
@Suite(.enabled(if: Certificates.isAvailable)) struct EncryptionTests {
  private static let target = "prod/shopify-to-netsuite"

  /// Serves the example account with a certificate.
  private func serve(_ workspace: Workspace, _ certificate: String) throws -> ServedAccounts {
    try ServedAccounts(
      workspace,
      [
        "--import", "dir:accounts/production", "--tls-cert", certificate + ".pem", "--tls-key",
        certificate + ".key",
      ])
  }

  private func add(
    _ workspace: Workspace, _ served: ServedAccounts, _ options: String..., exit: Int32 = 0
  ) throws -> Run {
    #expect(served.address.hasPrefix("https://127.0.0.1:"))
    let token = try #require(served.token)
    return try workspace.run(
      ["env", "add", "net", served.address, "--token-env", "NET", "--json"] + options, exit: exit,
      variables: ["NET": token])
  }

  @Test func `an authority of one's own is trusted where it is named, and nowhere else`() throws {
    let workspace = try Workspace.examples()
    let certificates = try Certificates(in: workspace)
    try certificates.makeAuthority("own")
    try certificates.make("server", signedBy: "own")
    let served = try serve(workspace, "server")
    let refused = try add(workspace, served, exit: 4)
    #expect(refused.errors.contains("environment_unreachable"), "\(refused.story)")
    #expect(refused.errors.contains("cannot be reached securely"), "\(refused.story)")
    _ = try add(workspace, served, "--ca-file", "own.pem")
    let variables = ["NET": try #require(served.token)]
    try workspace.run("snapshot", "--all", "net", variables: variables)
    try workspace.run("compare", Self.target, "net/shopify-to-netsuite", variables: variables)
    // The file is part of the settings; without it nothing is trusted any more.
    try workspace.run("env", "set", "net", "ca-file", "default")
    let again = try workspace.run("status", "net", exit: 4, variables: variables)
    #expect(again.errors.contains("cannot be reached securely"), "\(again.story)")
    #expect(!again.errors.contains(try #require(served.token)))
    try workspace.run("env", "set", "net", "ca-file", "absent.pem")
    let absent = try workspace.run("status", "net", exit: 4, variables: variables)
    #expect(absent.errors.contains("absent.pem") || absent.errors.contains("securely"))
  }

  @Test func `a certificate that vouches for itself is trusted where it is named`() throws {
    let workspace = try Workspace.examples()
    let certificates = try Certificates(in: workspace)
    try certificates.makeAuthority("other")
    try certificates.makeSelfSigned("server")
    let served = try serve(workspace, "server")
    _ = try add(workspace, served, exit: 4)
    _ = try add(workspace, served, "--ca-file", "other.pem", exit: 4)
    _ = try add(workspace, served, "--ca-file", "server.pem")
  }

  @Test func `a certificate of another host is refused, whoever vouches for it`() throws {
    let workspace = try Workspace.examples()
    let certificates = try Certificates(in: workspace)
    try certificates.makeAuthority("own")
    try certificates.make("server", signedBy: "own", for: "DNS:api.example.org")
    let served = try serve(workspace, "server")
    let refused = try add(workspace, served, "--ca-file", "own.pem", exit: 4)
    #expect(refused.errors.contains("cannot be reached securely"), "\(refused.story)")
  }

  @Test func `a proxy gets to see the host and nothing of what is said`() throws {
    let workspace = try Workspace.examples()
    let certificates = try Certificates(in: workspace)
    try certificates.makeAuthority("own")
    try certificates.make("server", signedBy: "own")
    let served = try serve(workspace, "server")
    let proxy = try TunnelProxy()
    _ = try add(workspace, served, "--ca-file", "own.pem", "--proxy", proxy.url)
    let variables = ["NET": try #require(served.token)]
    try workspace.run("snapshot", "--all", "net", variables: variables)
    let host = served.address.dropFirst("https://".count)
    #expect(!proxy.requests.isEmpty)
    #expect(proxy.requests.allSatisfy { $0 == "CONNECT \(host) HTTP/1.1" }, "\(proxy.requests)")
    proxy.stop()
    let gone = try workspace.run("status", "net", exit: 4, variables: variables)
    #expect(gone.errors.contains("reached"), "\(gone.story)")
    try workspace.run("env", "set", "net", "proxy", "default")
    try workspace.run("status", "net", variables: variables)
  }
}

/// Keys and certificates that `openssl` makes in a workspace.
struct Certificates {
  private static let program = ["/usr/bin/openssl", "/usr/local/bin/openssl"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
  private static let here = "IP:127.0.0.1"

  /// Whether they can be made.
  static let isAvailable: Bool = {
    if program == nil { print("notice: openssl is not installed, tests of TLS are skipped") }
    return program != nil
  }()

  private let folder: String

  init(in workspace: Workspace) throws { folder = workspace.root }

  /// Makes `NAME.pem` and `NAME.key` of an authority.
  func makeAuthority(_ name: String) throws {
    try openssl(
      [
        "req", "-x509", "-subj", "/CN=Authority \(name)", "-addext",
        "keyUsage=critical,keyCertSign",
      ]
        + key(name) + ["-out", name + ".pem"])
  }

  /// Makes a certificate of a server that no authority vouches for.
  func makeSelfSigned(_ name: String) throws {
    try openssl(
      ["req", "-x509", "-subj", "/CN=Server", "-addext", "subjectAltName=\(Self.here)"] + key(name)
        + ["-out", name + ".pem"])
  }

  /// Makes a certificate of a server.
  func make(_ name: String, signedBy authority: String, for names: String = here) throws {
    try openssl(["req", "-new", "-subj", "/CN=Server"] + key(name) + ["-out", name + ".csr"])
    try Data("subjectAltName=\(names)\n".utf8).write(
      to: URL(fileURLWithPath: folder + "/names.cnf"))
    try openssl([
      "x509", "-req", "-in", name + ".csr", "-CA", authority + ".pem", "-CAkey",
      authority + ".key", "-CAcreateserial", "-days", "2", "-extfile", "names.cnf", "-out",
      name + ".pem",
    ])
  }

  private func key(_ name: String) -> [String] {
    [
      "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
      name + ".key",
    ]
  }

  private func openssl(_ arguments: [String]) throws {
    let run = try ChildProcess(
      try #require(Self.program), arguments, in: folder,
      variables: ProcessInfo.processInfo.environment
    ).finish()
    try #require(run.status == 0, "\(run.story)")
  }
}
