import Foundation
import HTTPServer
import TestKit
import Testing

/// How a server starts, or says why not.
@Suite struct StartTests {
  private func code(_ body: () throws -> Void) -> HTTPServerError.Code? {
    do {
      try body()
      return nil
    } catch {
      return (error as? HTTPServerError)?.code
    }
  }

  @Test func `a port that is taken is named`() throws {
    let first = try TestServer { _ in .now(text("")) }
    let port = first.server.port
    let error = #expect(throws: HTTPServerError.self) {
      _ = try TestServer({ $0.address = ListenAddress(host: "127.0.0.1", port: port) }) { _ in
        .now(text(""))
      }
    }
    #expect(error?.code == .addressInUse)
    #expect(error?.message.contains("127.0.0.1:\(port)") == true)
  }

  @Test func `an address of another machine is refused`() {
    for host in ["192.0.2.1", "no.such.host.invalid"] {
      #expect(
        code {
          _ = try TestServer({ $0.address = ListenAddress(host: host, port: 0) }) { _ in
            .now(text(""))
          }
        } == .badAddress)
    }
  }

  @Test(arguments: [
    ("127.0.0.1:8080", "127.0.0.1", 8080), ("[::1]:0", "::1", 0), ("localhost:1", "localhost", 1),
  ])
  func `an address is read`(text: String, host: String, port: UInt16) throws {
    let address = try #require(ListenAddress(text))
    #expect(address == ListenAddress(host: host, port: port))
    #expect(address.description == text && address.isLoopback)
  }

  @Test(arguments: ["", "8080", ":8080", "::1:80", "[h]:x", "h:65536", "h:-1", "[]:1"])
  func `what is no address is not read`(text: String) {
    #expect(ListenAddress(text) == nil)
  }

  @Test func `IPv6 is served`() throws {
    let server = try TestServer({ $0.address = ListenAddress(host: "::1", port: 0) }) {
      .now(text($0.clientAddress))
    }
    #expect(try curl(["http://[::1]:\(server.server.port)/"]).output == "::1")
  }

  @Test func `TLS is served from version 1.2 on, and nonsense for a certificate is refused`() throws
  {
    let folder = TemporaryFolder()
    let (certificate, key) = (folder.path("cert.pem"), folder.path("key.pem"))
    let made = try run(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
        "2",
      ]
        + ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        + ["-keyout", key, "-out", certificate])
    guard made.status == 0 else {
      print("notice: openssl is not installed, TLS is skipped")
      return
    }
    let encryption = HTTPServerConfiguration.Encryption(
      certificate: try bytes(certificate), key: try bytes(key))
    let server = try TestServer({ $0.encryption = encryption }) {
      .now(text($0.isEncrypted ? "sealed" : "open"))
    }
    let address = "https://localhost:\(server.server.port)/"
    let arguments = [
      "--cacert", certificate, "--resolve", "localhost:\(server.server.port):127.0.0.1",
    ]
    #expect(try curl(arguments + [address]).output == "sealed")
    #expect(try curl(arguments + ["--tls-max", "1.2", address]).output == "sealed")
    #expect(try curl(arguments + ["--tlsv1.0", "--tls-max", "1.1", address]).status != 0)
    #expect(try curl(["http://127.0.0.1:\(server.server.port)/"]).output.isEmpty)

    let nonsense = HTTPServerConfiguration.Encryption(certificate: encryption.key, key: [0x41])
    #expect(
      code { _ = try TestServer({ $0.encryption = nonsense }) { _ in .now(text("")) } }
        == .badCertificate)
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  private func curl(_ arguments: [String]) throws -> (status: Int32, output: String) {
    try run("curl", ["--silent", "--max-time", "20", "--noproxy", "*"] + arguments)
  }

  private func run(_ name: String, _ arguments: [String]) throws -> (status: Int32, output: String)
  {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
