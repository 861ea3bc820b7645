public import IntegrationModel
public import LosslessJSON

/// A document as it may be shown: complete, with masks in the places of credentials.
public struct HostedDocument: Sendable, Equatable {
  /// What the document is called.
  public let key: ResourceKey
  /// Names this state of the document; an interface shows it as ETag.
  public let version: String
  /// When it was last changed, in milliseconds since 1970.
  public let modifiedAt: Int64
  /// The document as JSON on one line.
  public let bytes: [UInt8]

  /// The document as a tree.
  public func value() throws(AccountError) -> JSONValue {
    do throws(JSONParseError) {
      return try JSONValue(parsing: bytes)
    } catch {
      throw AccountError(
        .failed, "document_damaged", "the document \(key) is damaged: \(error.message)")
    }
  }
}

/// Some of the documents of a list.
public struct DocumentPage: Sendable, Equatable {
  /// The documents, oldest first; scripts without their content.
  public let documents: [HostedDocument]
  /// What to pass as ``ListQuery/after`` for the documents that follow; `nil` at the end.
  public let next: String?
}

/// What to list.
public struct ListQuery: Sendable {
  /// The documents of one integration only; ``AccessGrants/standalone`` are those in none.
  public var integrationID: String?
  /// How many documents a page holds at most.
  public var limit: Int
  /// Where the page begins: ``DocumentPage/next`` of the one before.
  public var after: String?
  /// Which members are wanted.
  public var projection: Projection?

  /// The most documents on a page, and how many there are unless told.
  public static let limitMax = 1000

  /// Describes a page.
  public init(
    integrationID: String? = nil, limit: Int = limitMax, after: String? = nil,
    projection: Projection? = nil
  ) {
    self.integrationID = integrationID
    self.limit = limit
    self.after = after
    self.projection = projection
  }
}
