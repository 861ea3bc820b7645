import HTTPServer
import HostedAccounts
import IntegrationModel
import LosslessJSON

/// What lookup caches hold.
enum CacheRoutes {
  private static let one = "/v1/lookupcaches/{_id}"
  private static let key = ValueShape.text(minLength: 1, maxLength: 1024)
  private static let entry = ValueShape.closed(.required("key", key), .required("value", .any))
  private static let keys = ValueShape.list(of: key, maxCount: CacheQuery.countMax)

  static let all: [Route] = [
    Route(
      method: .post, pattern: RoutePattern(one + "/getData"), rule: .action(.view),
      summary: "Reads entries of a lookup cache: by keys, by how they begin, or page by page",
      query: [
        QueryParameter("startAfterKey", .text(minLength: 1), "The last key of the page before"),
        QueryParameter(
          "pageSize", .integer(1...CacheQuery.countMax), "How many at most; 1000 unless told"),
      ],
      body: .optionalJSON(.open(.optional("keys", keys), .optional("startsWith", .text()))),
      outcomes: [
        .json(
          200,
          .open(.required("data", .list(of: entry)), .optional("nextPageURL", .text(minLength: 1))))
      ], run: read),
    writing(.post), writing(.put),
    Route(
      method: .delete, pattern: RoutePattern(one + "/data"), rule: .action(.edit),
      summary: "Takes entries out of a lookup cache", body: .json(.open(.required("keys", keys))),
      outcomes: [.json(200, .open())]
    ) { call in
      try call.session.deleteCacheEntries(
        call.texts(call.body["keys"]), of: call.variable("_id"))
      return .json(200, [:])
    },
    Route(
      method: .delete, pattern: RoutePattern(one + "/data/purge"), rule: .action(.edit),
      summary: "Empties a lookup cache", outcomes: [.nothing]
    ) { call in
      try call.session.purgeCache(call.variable("_id"))
      return .nothing
    },
  ]

  private static func writing(_ method: Route.Method) -> Route {
    Route(
      method: method, pattern: RoutePattern(one + "/data"), rule: .action(.edit),
      summary: "Adds entries to a lookup cache, or gives them other values",
      body: .json(
        .open(.required("data", .list(of: entry, maxCount: CacheQuery.countMax)))),
      outcomes: [.json(200, .open())]
    ) { call in
      let entries = (call.body["data"]?.array ?? []).map {
        CacheEntry(key: $0["key"]?.text ?? "", value: $0["value"] ?? .null)
      }
      try call.session.putCacheEntries(entries, in: call.variable("_id"))
      return .json(200, [:])
    }
  }

  private static func read(_ call: Call) throws -> HTTPResponse {
    let page = try call.session.cacheEntries(
      of: call.variable("_id"),
      CacheQuery(
        keys: call.body["keys"].map { call.texts($0) },
        prefix: call.body["startsWith"]?.text ?? "", after: call.query.text("startAfterKey"),
        limit: call.query.number("pageSize") ?? CacheQuery.countMax))
    var answer: JSONObject = [
      "data": .array(
        page.entries.map { ["key": .string(JSONString($0.key)), "value": $0.value] })
    ]
    if let next = page.next {
      let target = call.pageTarget(next, parameter: "startAfterKey")
      answer["nextPageURL"] = .string(JSONString(target))
    }
    return .json(200, .object(answer))
  }
}
