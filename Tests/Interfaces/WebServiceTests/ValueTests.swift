import HostedAccounts
import LosslessJSON
import Testing

@testable import WebService

/// What running flows keep: entries of lookup caches, and state.
@Suite struct ValueTests {
  private let small: SmallAccount
  private let accounts: TestAccounts

  init() throws {
    small = try SmallAccount()
    accounts = small.accounts
  }

  @Test func `entries are put, read page by page, taken out and purged`() throws {
    let cache = "/v1/lookupcaches/\(small.ids["lookupcaches"] ?? "")"
    let data = (0..<5).map { number -> JSONValue in
      ["key": string("k\(number)"), "value": ["n": .number(JSONNumber(number))]]
    }
    #expect(try accounts.send("POST", cache + "/data", json: ["data": .array(data)]).status == 200)
    let first = try accounts.send("POST", cache + "/getData?pageSize=3")
    #expect(first.json["data"] == .array(Array(data.prefix(3))), "\(first.text)")
    let next = try #require(first.json["nextPageURL"]?.text)
    let second = try accounts.send("POST", next)
    #expect(second.json["data"] == .array(Array(data.suffix(2))))
    #expect(second.json["nextPageURL"] == nil)
    let some = try accounts.send(
      "POST", cache + "/getData", json: ["keys": ["k4", "none"]])
    #expect(some.json["data"] == .array([data[4]]))
    let begun = try accounts.send("POST", cache + "/getData", json: ["startsWith": "k"])
    #expect(begun.json["data"]?.array?.count == 5)
    #expect(
      try accounts.send("DELETE", cache + "/data", json: ["keys": ["k0"]]).status == 200)
    #expect(try accounts.send("PUT", cache + "/data", json: ["data": [data[1]]]).status == 200)
    #expect(try accounts.send("POST", cache + "/getData").json["data"]?.array?.count == 4)
    #expect(try accounts.send("DELETE", cache + "/data/purge").status == 204)
    #expect(try accounts.send("POST", cache + "/getData").json == ["data": []])
  }

  @Test func `state is kept under keys`() throws {
    let flow = "/v1/flows/\(small.ids["flows"] ?? "")/state"
    for path in ["/v1/state", flow] {
      #expect(try accounts.get(path).status == 204)
      #expect(try accounts.get(path + "/a").status == 404)
      let put = try accounts.send("PUT", path + "/a", json: ["cursor": 7])
      #expect(put.status == 200 && put.json == ["cursor": 7], "\(put.text)")
      #expect(try accounts.get(path + "/a").json == ["cursor": 7])
      #expect(try accounts.get(path).json == ["a"])
      #expect(try accounts.send("DELETE", path + "/a").status == 204)
      #expect(try accounts.send("DELETE", path + "/a").status == 404)
    }
  }
}
