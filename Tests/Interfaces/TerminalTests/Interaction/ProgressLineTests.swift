import Glibc
import Synchronization
import Terminal
import Testing

@Suite struct ProgressLineTests {
  /// A clock that goes when it is told to.
  final class ManualClock: Sendable {
    let time = Mutex(Duration.zero)
    func advance(milliseconds: Int) { time.withLock { $0 += .milliseconds(milliseconds) } }
  }

  private let terminal = TerminalCapabilities(isTerminal: true, width: 20)

  private func written(
    _ capabilities: TerminalCapabilities, _ body: (ProgressLine, ManualClock) -> Void
  ) throws -> String {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let clock = ManualClock()
    let line = ProgressLine(BufferedOutput(descriptor: ends[1]), capabilities) {
      clock.time.withLock { $0 }
    }
    body(line, clock)
    close(ends[1])
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(ends[0], &buffer, buffer.count)
    close(ends[0])
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }

  @Test func `nothing is shown in the first half second`() throws {
    let text = try written(terminal) { line, clock in
      for step in 0..<49 {
        line.update(done: step, total: 100, label: "reading")
        clock.advance(milliseconds: 10)
      }
      line.clear()
    }
    #expect(text == "")
  }

  @Test func `the line is drawn ten times a second and cleared`() throws {
    let text = try written(terminal) { line, clock in
      for step in 0..<100 {
        line.update(done: step, total: 100, label: "reading")
        clock.advance(milliseconds: 10)
      }
      line.clear()
      line.clear()
    }
    let drawn = text.split(separator: "\r\u{1B}[K", omittingEmptySubsequences: false)
    let expected = ["", "50", "60", "70", "80", "90", ""].map {
      $0.isEmpty ? "" : "reading \($0)/100 (\($0)…"
    }
    #expect(drawn.map(String.init) == expected)
  }

  @Test func `the label is not made for lines that are not drawn`() throws {
    var count = 0
    func label() -> String {
      count += 1
      return "x"
    }
    _ = try written(terminal) { line, _ in
      for step in 0..<1000 { line.update(done: step, total: nil, label: label()) }
    }
    #expect(count == 0)
  }

  @Test(arguments: [.plain, .init(isTerminal: true, canRedraw: false)] as [TerminalCapabilities])
  func `nothing is shown where lines cannot be drawn again`(
    _ capabilities: TerminalCapabilities
  ) throws {
    let text = try written(capabilities) { line, clock in
      line.update(done: 0, total: 2, label: "x")
      clock.advance(milliseconds: 5000)
      line.update(done: 1, total: 2, label: "x")
      line.clear()
    }
    #expect(text == "")
  }

  @Test func `labels cannot control the terminal`() throws {
    let text = try written(.init(isTerminal: true, width: 60)) { line, clock in
      line.update(done: 0, total: nil, label: "")
      clock.advance(milliseconds: 600)
      line.update(done: 7, total: nil, label: "a\u{1B}]0;x\u{7}")
    }
    #expect(text == "\r\u{1B}[Ka\\u{1b}]0;x\\u{7} 7")
  }
}
