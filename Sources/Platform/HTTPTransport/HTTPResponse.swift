/// The whole answer to a request.
public struct HTTPResponse: Sendable {
  /// The status, such as 200.
  public let status: Int
  /// The fields of the header.
  public let fields: [HTTPField]
  /// The body, decompressed.
  public let body: [UInt8]

  /// Makes an answer.
  public init(status: Int, fields: [HTTPField] = [], body: [UInt8] = []) {
    self.status = status
    self.fields = fields
    self.body = body
  }

  /// The first value of a field, whatever case its name is written in.
  public subscript(name: String) -> String? { values(of: name).first }

  /// All values of a field, in their order.
  public func values(of name: String) -> [String] {
    let wanted = name.lowercased()
    return fields.filter { $0.name.lowercased() == wanted }.map(\.value)
  }
}
