import Foundation

/// A mail server on the loopback address, which keeps what it gets: aiosmtpd from PyPI where it is
/// installed below `.build/mail-tests`, else the one of Python's standard library.
public final class MailInbox {
  private let process = Process()
  private let folder = TemporaryFolder()
  /// Where it listens, such as `smtp://127.0.0.1:40123`.
  public let address: String

  /// Starts it; `nil`, with a notice, where Python has none.
  public init?() throws {
    let program = """
      import email, email.policy, os, sys
      folder = sys.argv[1]
      count = 0
      def keep(sender, recipients, data):
          global count
          letter = email.message_from_bytes(data, policy=email.policy.default)
          text = f"FROM {sender}\\nRCPT {' '.join(recipients)}\\nSUBJECT {letter['subject']}\\n"
          text += letter.get_content()
          count += 1
          with open(f"{folder}/{count}.part", "w", encoding="utf-8") as file: file.write(text)
          os.rename(f"{folder}/{count}.part", f"{folder}/{count}.letter")
      def listen(port):
          with open(f"{folder}/port.part", "w") as file: file.write(str(port))
          os.rename(f"{folder}/port.part", f"{folder}/port")
      try:
          import asyncio
          from aiosmtpd.smtp import SMTP
          class Inbox:
              async def handle_DATA(self, server, session, envelope):
                  keep(envelope.mail_from, envelope.rcpt_tos, envelope.content)
                  return "250 OK"
          async def serve():
              loop = asyncio.get_running_loop()
              server = await loop.create_server(lambda: SMTP(Inbox()), "127.0.0.1", 0)
              listen(server.sockets[0].getsockname()[1])
              await server.serve_forever()
          asyncio.run(serve())
      except ImportError:
          import asyncore, smtpd
          class Inbox(smtpd.SMTPServer):
              def process_message(self, peer, sender, recipients, data, **options):
                  keep(sender, recipients, data)
          inbox = Inbox(("127.0.0.1", 0), None)
          listen(inbox.socket.getsockname()[1])
          asyncore.loop()
      """
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [Self.python, "-W", "ignore", "-c", program, folder.path]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    var port: String?
    for _ in 0..<500 where port == nil && process.isRunning {
      Thread.sleep(forTimeInterval: 0.02)
      port = try? String(contentsOfFile: folder.path("port"), encoding: .utf8)
    }
    guard let port else {
      kill(process.processIdentifier, SIGKILL)
      print("notice: Python has no mail server, letters are not sent")
      return nil
    }
    address = "smtp://127.0.0.1:\(port)"
  }

  // Whoever starts it may have blocked SIGTERM, and then so has the child.
  deinit { kill(process.processIdentifier, SIGKILL) }

  /// Python with the packages of the tests, where they are installed.
  private static var python: String {
    let package = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()
    let installed = package + "/.build/mail-tests/bin/python"
    return FileManager.default.isExecutableFile(atPath: installed) ? installed : "python3"
  }

  /// Waits for so many letters and returns them, the first one first.
  public func letters(count: Int) throws -> [String] {
    for _ in 0..<1500 {
      if FileManager.default.fileExists(atPath: folder.path("\(count).letter")) { break }
      Thread.sleep(forTimeInterval: 0.02)
    }
    return try (1...count).map {
      try String(contentsOfFile: folder.path("\($0).letter"), encoding: .utf8)
    }
  }
}
