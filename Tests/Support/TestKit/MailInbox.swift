import Foundation

/// A mail server of Python's standard library on the loopback address, which keeps what it gets.
public final class MailInbox {
  private let process = Process()
  private let folder = TemporaryFolder()
  /// Where it listens, such as `smtp://127.0.0.1:40123`.
  public let address: String

  /// Starts it; `nil`, with a notice, where Python has none.
  public init?() throws {
    let program = """
      import asyncore, email, email.policy, os, smtpd, sys
      folder = sys.argv[1]
      class Inbox(smtpd.SMTPServer):
          count = 0
          def process_message(self, peer, sender, recipients, data, **options):
              letter = email.message_from_bytes(data, policy=email.policy.default)
              text = f"FROM {sender}\\nRCPT {' '.join(recipients)}\\nSUBJECT {letter['subject']}\\n"
              text += letter.get_content()
              Inbox.count += 1
              with open(f"{folder}/{Inbox.count}.part", "w", encoding="utf-8") as file: file.write(text)
              os.rename(f"{folder}/{Inbox.count}.part", f"{folder}/{Inbox.count}.letter")
      inbox = Inbox(("127.0.0.1", 0), None)
      with open(f"{folder}/port.part", "w") as file: file.write(str(inbox.socket.getsockname()[1]))
      os.rename(f"{folder}/port.part", f"{folder}/port")
      asyncore.loop()
      """
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-W", "ignore", "-c", program, folder.path]
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
