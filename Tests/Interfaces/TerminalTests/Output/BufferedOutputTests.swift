import Glibc
import Terminal
import Testing

@Suite struct BufferedOutputTests {
  private func readAll(_ descriptor: Int32) -> String {
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count <= 0 { return String(decoding: text, as: UTF8.self) }
      text += buffer.prefix(count)
    }
  }

  @Test(arguments: [1, 7, 1 << 16])
  func `everything arrives in order`(_ capacity: Int) throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let output = BufferedOutput(descriptor: ends[1], capacity: capacity)
    output.write("eins ")
    output.write(Array("zwei".utf8))
    output.writeLine(" drei")
    output.writeLine()
    try output.flush()
    try output.flush()
    close(ends[1])
    #expect(readAll(ends[0]) == "eins zwei drei\n\n")
    close(ends[0])
  }

  @Test func `nothing is written before the buffer is full`() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let output = BufferedOutput(descriptor: ends[1], capacity: 10)
    output.write("123456789")
    var request = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
    #expect(poll(&request, 1, 0) == 0)
    output.write("0")
    #expect(poll(&request, 1, 0) == 1)
    for end in ends { close(end) }
  }

  @Test func `a full disk is reported at every flush`() throws {
    let full = open("/dev/full", O_WRONLY)
    try #require(full >= 0)
    defer { close(full) }
    let output = BufferedOutput(descriptor: full, capacity: 4)
    output.write("more than fits")
    for _ in 0..<2 {
      let error = #expect(throws: OutputError.self) { try output.flush() }
      #expect(error?.errno == ENOSPC)
      #expect(error?.message == "cannot write the output: No space left on device")
    }
  }

  @Test func `a reader that has gone away is no error`() async {
    await #expect(processExitsWith: .success) {
      BufferedOutput.ignoreBrokenPipes()
      var ends: [Int32] = [0, 0]
      try #require(pipe(&ends) == 0)
      close(ends[0])
      let output = BufferedOutput(descriptor: ends[1])
      output.write("text")
      #expect(!output.isClosed)
      try output.flush()
      #expect(output.isClosed)
      output.write("more")
      try output.flush()
    }
  }

  @Test func `a slow reader is waited for`() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    let (reading, writing) = (ends[0], ends[1])
    let writer = Thread {
      let output = BufferedOutput(descriptor: writing)
      for _ in 0..<100_000 { output.write("0123456789") }
      try? output.flush()
      close(writing)
    }
    usleep(20_000)
    #expect(readAll(reading).utf8.count == 1_000_000)
    writer.join()
    close(reading)
  }
}
