import IntegrationModel
import LosslessJSON
import PlatformAPI

/// What an account lists of one kind.
struct KindList: Sendable {
  let kind: ResourceKind
  private(set) var rows: [ListedDocument] = []
  private(set) var pageCount = 0
  /// The server's clock before anything that is listed was read, in milliseconds since 1970.
  private(set) var serverTime: Int64?
  /// Why there is no list.
  let warning: String?

  init(kind: ResourceKind, warning: String? = nil) {
    self.kind = kind
    self.warning = warning
  }

  /// Adds a page.
  mutating func add(_ rows: [ListedDocument], serverTime: Int64?) {
    pageCount += 1
    if pageCount == 1 { self.serverTime = serverTime }
    self.rows += rows.map { $0.with(serverTime: self.serverTime) }
  }

  /// The same list with another time.
  func with(serverTime: Int64?) -> KindList {
    var list = self
    list.serverTime = serverTime
    list.rows = rows.map { $0.with(serverTime: serverTime) }
    return list
  }
}

/// A document as a list names it.
struct ListedDocument: Sendable {
  let key: ResourceKey
  /// When it changed, as the account writes it.
  let lastModified: String?
  /// The server's clock before the document is read, in milliseconds since 1970.
  private var serverTime: Int64?

  /// Reads one element of a list; `nil` where it is no document.
  init?(_ kind: ResourceKind, _ tape: JSONTape, _ node: JSONNodeIndex) {
    func text(_ member: JSONString) -> String? {
      guard let value = tape.find(member: member, in: node), tape.kind(of: value) == .string else {
        return nil
      }
      return tape.decodedString(at: value).text
    }
    guard let id = text("_id"), !id.isEmpty else { return nil }
    key = ResourceKey(kind, id)
    lastModified = text("lastModified")
  }

  /// A document that was there before.
  init(place: DocumentPlace, serverTime: Int64?) {
    key = ResourceKey(place.kind, String(place.path.drop { $0 != "/" }.dropFirst()))
    lastModified = nil
    self.serverTime = serverTime
  }

  func with(serverTime: Int64?) -> ListedDocument {
    var document = self
    document.serverTime = serverTime
    return document
  }

  /// Where the document is, for the next survey.
  var place: DocumentPlace { DocumentPlace(kind: key.kind, path: key.description) }

  /// When it changed, in milliseconds since 1970.
  var changeTime: Int64? { lastModified.flatMap { AccountTime.milliseconds(iso: $0) } }

  /// What a document that has not changed since was known by; `nil` where the list does not tell.
  var stamp: DocumentStamp? {
    lastModified.flatMap { DocumentEdition($0, isSettled: true) }.map(DocumentStamp.edition)
  }

  /// What the next survey can know the document by.
  ///
  /// Times have a grain: a document that changed right before it was read may have changed once
  /// more right after, at the same time. Both times are the server's own.
  func stamp(of document: EnvironmentDocument) -> DocumentStamp {
    let text = document.json.text(of: "lastModified") ?? ""
    let isSettled =
      if let changed = AccountTime.milliseconds(iso: text), let serverTime {
        changed + Self.grain < serverTime
      } else {
        false
      }
    return .edition(DocumentEdition(text, isSettled: isSettled) ?? .unknown)
  }

  /// The grain of a header's time, with room to spare.
  private static let grain: Int64 = 2000
}
