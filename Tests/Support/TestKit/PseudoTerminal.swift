import Glibc

/// Both ends of a pseudo terminal: what a person would type and see, and what a program opens.
public final class PseudoTerminal {
  /// The person's end.
  public let person: Int32
  /// The program's end.
  public let program: Int32

  /// Opens a terminal of a size, or returns `nil` where there is none to have.
  public init?(columns: UInt16 = 80, lines: UInt16 = 24) {
    person = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (unlocked, number): (Int32, Int32) = (0, 0)
    // TIOCSPTLCK and TIOCGPTN: the functions around them are not in the Glibc module.
    guard person >= 0, ioctl(person, 0x4004_5431, &unlocked) == 0,
      ioctl(person, 0x8004_5430, &number) == 0
    else { return nil }
    program = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    guard program >= 0 else { return nil }
    var size = winsize(ws_row: lines, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(program, UInt(TIOCSWINSZ), &size)
  }

  deinit {
    close(person)
    close(program)
  }

  /// Types, as far as the terminal takes it; tells whether it took all.
  @discardableResult
  public func type(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return write(person, bytes, bytes.count) == bytes.count
  }

  /// What has been shown since it was last asked.
  public func shown() -> String {
    var request = pollfd(fd: person, events: Int16(POLLIN), revents: 0)
    var text: [UInt8] = []
    while poll(&request, 1, 100) > 0 {
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = read(person, &buffer, buffer.count)
      if count <= 0 { break }
      text += buffer.prefix(count)
    }
    return String(decoding: text, as: UTF8.self)
  }
}
