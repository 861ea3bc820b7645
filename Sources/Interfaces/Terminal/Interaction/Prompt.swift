import Glibc

/// Asks people questions, on terminals only.
public struct Prompt: Sendable {
  /// The answer to a question that takes yes or no.
  public enum Answer: Sendable, Equatable {
    /// Yes, typed out or by its letter.
    case yes
    /// Anything else, an empty line and the end of input too.
    case no
    /// A signal arrived while waiting.
    case interrupted
    /// There is nobody to ask.
    case unavailable
  }

  /// The answer to a question that takes a line of text.
  public enum Line: Sendable, Equatable {
    /// What was typed, without blanks around it.
    case text(String)
    /// The input ended (Ctrl-D).
    case ended
    /// A signal arrived while waiting.
    case interrupted
    /// There is nobody to ask.
    case unavailable
  }

  /// Whether there is somebody to ask.
  public let isAvailable: Bool
  private let input: Int32
  private let output: Int32

  /// Creates a prompt that reads `input` and writes `output`, usually stdin and stderr.
  ///
  /// It is available if both are terminals and `isAllowed`, which is `--no-input` in reverse.
  public init(input: Int32 = 0, output: Int32 = 2, isAllowed: Bool = true) {
    self.input = input
    self.output = output
    isAvailable = isAllowed && isatty(input) == 1 && isatty(output) == 1
  }

  /// Asks a question that takes yes or no; an empty line and the end of input mean no.
  ///
  /// A line that is neither is asked about again, three times at most.
  public func confirm(_ question: String) -> Answer {
    for _ in 0..<3 {
      let line = askLine("\(question) [y/N]")
      guard case .text(let text) = line else { return Self.answer(to: line) { _ in false } }
      switch text.lowercased() {
      case "y", "yes": return .yes
      case "", "n", "no": return .no
      default: show("Please answer 'yes' or 'no'.\n")
      }
    }
    return .no
  }

  /// Asks for `name` to be typed exactly, before something that cannot be taken back.
  public func confirm(_ question: String, byTyping name: String) -> Answer {
    let line = askLine("\(question)\nType '\(VisibleText.line(name))' to go on:")
    return Self.answer(to: line) { Array($0.utf8) == Array(name.utf8) }
  }

  /// Asks for a line of text.
  public func askLine(_ question: String) -> Line {
    if !isAvailable { return .unavailable }
    show("\(question) ")
    return readLine()
  }

  private static func answer(to line: Line, _ isYes: (String) -> Bool) -> Answer {
    switch line {
    case .text(let text): isYes(text) ? .yes : .no
    case .ended: .no
    case .interrupted: .interrupted
    case .unavailable: .unavailable
    }
  }

  private func show(_ text: String) {
    var text = text
    _ = text.withUTF8 { DescriptorWriting.writeAll(UnsafeRawBufferPointer($0), to: output) }
  }

  /// Byte by byte: what comes after the line belongs to whoever reads next.
  private func readLine() -> Line {
    var bytes: [UInt8] = []
    let lengthMax = 1 << 16
    while bytes.count < lengthMax {
      switch readByte() {
      case .byte(UInt8(ascii: "\n")): return .text(Self.trimmed(bytes))
      case .byte(let byte): bytes.append(byte)
      case .end: return endLine(bytes.isEmpty ? .ended : .text(Self.trimmed(bytes)))
      case .interrupted: return endLine(.interrupted)
      }
    }
    return .text(Self.trimmed(bytes))
  }

  /// The echo of Ctrl-D and Ctrl-C leaves the cursor behind the question.
  private func endLine(_ line: Line) -> Line {
    show("\n")
    return line
  }

  private enum ByteRead {
    case byte(UInt8)
    case end, interrupted
  }

  /// `poll` returns on every signal, `read` would be restarted.
  private func readByte() -> ByteRead {
    var request = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    if poll(&request, 1, -1) < 0 { return errno == EINTR ? .interrupted : .end }
    var byte: UInt8 = 0
    let count = read(input, &byte, 1)
    if count < 0 && errno == EINTR { return .interrupted }
    return count == 1 ? .byte(byte) : .end
  }

  private static func trimmed(_ bytes: [UInt8]) -> String {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    let start = bytes.drop(while: isBlank)
    let end = start.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start.startIndex
    return String(decoding: start[..<end], as: UTF8.self)
  }
}
