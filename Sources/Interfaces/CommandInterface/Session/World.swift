import FileStorage
import Glibc
import LifecycleOperations

/// The outside world: files, time, chance, the process's variables. Only here are they asked.
struct World: Sendable {
  let currentDirectory: String
  let fileSystem: LocalFileSystem

  /// The world of this process.
  static func process() -> World {
    World(currentDirectory: workingDirectory(), fileSystem: LocalFileSystem())
  }

  /// One of the process's variables.
  func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// All of the process's variables. Most commands need few or none: to make a dictionary of them
  /// takes as long as to read a revision.
  var variables: [String: String] {
    var variables: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
      let text = String(cString: entry).utf8
      if let equals = text.firstIndex(of: UInt8(ascii: "=")) {
        let value = text[text.index(after: equals)...]
        variables[String(Substring(text[..<equals]))] = String(Substring(value))
      }
      next += 1
    }
    return variables
  }

  private static func workingDirectory() -> String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }

  /// The path from the root, without `.` and `..`.
  func absolute(_ path: String) -> String {
    var parts: [Substring] = []
    let whole = path.hasPrefix("/") ? path : currentDirectory + "/" + path
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// The current time.
  func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(seconds: Int64(time.tv_sec), milliseconds: time.tv_nsec / 1_000_000)
  }

  /// A clock that only goes forward, for what lasts long.
  func monotonicMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec / 1_000_000)
  }

  /// Waits, up to when the user wants to stop.
  func sleep(_ duration: Duration, unless isInterrupted: () -> Bool) {
    let end = monotonicMilliseconds() + Int64(duration / .milliseconds(1))
    while !isInterrupted() {
      let rest = end - monotonicMilliseconds()
      guard rest > 0 else { return }
      usleep(UInt32(min(rest, 50)) * 1000)
    }
  }

  /// A number from 0 up to 1.
  func chance() -> Double { Double.random(in: 0..<1) }

  /// Bytes that nobody can foretell.
  func randomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }

  /// A fresh id in the platform's form: four bytes of time, eight of chance.
  func makeID() -> String {
    var generator = SystemRandomNumberGenerator()
    func digits(_ number: UInt64, _ width: Int) -> String {
      let text = String(number, radix: 16)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return digits(UInt64(now().seconds) & 0xffff_ffff, 8) + digits(generator.next(), 16)
  }
}
