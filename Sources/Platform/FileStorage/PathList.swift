/// Many paths in one piece of memory, each as the system takes it: whoever asks about thousands of
/// files makes no text of any.
public struct PathList: Sendable {
  private var bytes: [CChar] = []
  /// Where each path begins, and where the next one would.
  private var starts = [0]

  /// Makes an empty list.
  public init() {}

  /// Makes a list of paths.
  public init(_ paths: some Sequence<String>) {
    for path in paths { append(path) }
  }

  /// The number of paths.
  public var count: Int { starts.count - 1 }

  /// Makes room for paths.
  public mutating func reserveCapacity(_ count: Int, byteCount: Int) {
    starts.reserveCapacity(count + 1)
    bytes.reserveCapacity(byteCount)
  }

  /// Adds a path.
  public mutating func append(_ path: String) {
    var path = path
    path.withUTF8 { append(utf8: UnsafeRawBufferPointer($0)) }
  }

  /// Adds the bytes of a path.
  public mutating func append(utf8 path: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: path.bindMemory(to: CChar.self))
    bytes.append(0)
    starts.append(bytes.count)
  }

  /// A path by its position from 0.
  public subscript(position: Int) -> String {
    String(
      decoding: bytes[starts[position]..<starts[position + 1] - 1].lazy.map(
        UInt8.init(bitPattern:)),
      as: UTF8.self)
  }

  /// Calls `body` with a path, ending in a NUL, and its length.
  func withPath<Result>(
    _ position: Int, _ body: (UnsafePointer<CChar>, _ byteCount: Int) -> Result
  ) -> Result {
    let start = starts[position]
    let byteCount = starts[position + 1] - 1 - start
    return bytes.withUnsafeBufferPointer { all in
      guard let first = all.baseAddress else { preconditionFailure("every path ends in a NUL") }
      return body(first + start, byteCount)
    }
  }
}
