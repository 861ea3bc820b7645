import Glibc

/// Reads a credential from standard input, on a terminal without showing what is typed.
public enum SecretInput {
  /// The longest credential that is read.
  private static let byteCountMax = 8192

  /// Reads up to the end of the input, on a terminal up to the end of the line.
  ///
  /// Returns `nil` where there is more than any credential has, or nothing can be read.
  public static func read(from input: Int32 = 0) -> [UInt8]? {
    guard isatty(input) == 1 else { return bytes(from: input) { _ in false } }
    var shown = termios()
    guard tcgetattr(input, &shown) == 0 else { return nil }
    var hidden = shown
    hidden.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(input, TCSAFLUSH, &hidden)
    defer { tcsetattr(input, TCSAFLUSH, &shown) }
    return bytes(from: input) { $0.last == UInt8(ascii: "\n") }
  }

  private static func bytes(from input: Int32, until isDone: ([UInt8]) -> Bool) -> [UInt8]? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1024)
    while bytes.count <= byteCountMax, !isDone(bytes) {
      let count = Glibc.read(input, &buffer, buffer.count)
      if count < 0, errno == EINTR { return nil }
      guard count >= 0 else { return nil }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
    return bytes.count <= byteCountMax ? bytes : nil
  }
}
