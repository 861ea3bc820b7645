/// Returns the file name, without extension, that the platform gives a resource in a bundle.
///
/// Every run of characters outside `[A-Za-z0-9_]` becomes one `-`, then `-` and the id follow. The
/// name part is cut so that name and extension fit into the 255 bytes that file systems allow.
///
/// - Parameters:
///   - name: The resource's name; any text.
///   - id: The resource's id, used as it is.
///   - extensionLength: How many bytes the caller appends, dot included; `.json` needs 5.
public func bundleFileName(name: String, id: String, extensionLength: Int = 5) -> String {
  var part: [UInt8] = []
  for byte in name.utf8 {
    if isKept(byte) {
      part.append(byte)
    } else if part.last != UInt8(ascii: "-") {
      part.append(UInt8(ascii: "-"))
    }
  }
  let room = max(0, 255 - extensionLength - id.utf8.count - 1)
  return String(decoding: part.prefix(room), as: UTF8.self) + "-" + id
}

/// Whether the naming rule keeps the byte; all bytes of a character outside ASCII are replaced.
private func isKept(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
    true
  default: false
  }
}
