import Foundation

/// Runs programs with their output in files, so that nothing can block however much is written.
final class ChildProcess {
  private let process = Process()
  private let folder = NSTemporaryDirectory() + "ilm-run-" + UUID().uuidString
  private let arguments: [String]
  private let whenDone: () throws -> Void

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - input: What it reads; nothing by default.
  ///   - whenDone: What is to be done once somebody has waited for its end.
  init(
    _ program: String, _ arguments: [String], in directory: String,
    variables: [String: String], input: String = "",
    whenDone: @escaping () throws -> Void = {}
  ) throws {
    self.arguments = arguments
    self.whenDone = whenDone
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    for name in ["in", "out", "err"] {
      _ = FileManager.default.createFile(atPath: folder + "/" + name, contents: nil)
    }
    try Data(input.utf8).write(to: URL(fileURLWithPath: folder + "/in"))
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    process.environment = variables
    process.standardInput = FileHandle(forReadingAtPath: folder + "/in")
    process.standardOutput = FileHandle(forWritingAtPath: folder + "/out")
    process.standardError = FileHandle(forWritingAtPath: folder + "/err")
    try Self.withoutBlockedSignals { try process.run() }
  }

  /// The threads that tests run on block signals, which a program started from them would inherit.
  private static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Sends a signal.
  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Waits until the program handles a signal itself, or has ended; proc_pid_status(5), `SigCgt`.
  func awaitHandler(of signal: Int32) {
    for _ in 0..<10_000 where isRunning && !handles(signal) { usleep(1000) }
  }

  private func handles(_ signal: Int32) -> Bool {
    let path = "/proc/\(process.processIdentifier)/status"
    let status = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
    let mask = line?.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) } ?? 0
    return mask >> UInt64(signal - 1) & 1 == 1
  }

  /// Whether it has not ended.
  var isRunning: Bool { process.isRunning }

  /// What it has written to stdout so far.
  var output: String {
    let bytes = (try? Data(contentsOf: URL(fileURLWithPath: folder + "/out"))) ?? Data()
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Waits for the end and returns what it did; a run that a signal ended has its number plus 128.
  func finish() throws -> Run {
    process.waitUntilExit()
    try whenDone()
    let status =
      process.terminationReason == .uncaughtSignal
      ? process.terminationStatus + 128 : process.terminationStatus
    let errors = try Data(contentsOf: URL(fileURLWithPath: folder + "/err"))
    return Run(
      arguments: arguments, status: status,
      outputBytes: [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/out"))),
      errors: String(decoding: errors, as: UTF8.self))
  }
}
