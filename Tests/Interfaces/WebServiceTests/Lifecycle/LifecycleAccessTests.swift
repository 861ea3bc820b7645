import HTTPServer
import HostedAccounts
import LosslessJSON
import Testing

@testable import WebService

/// Who may see and change what over the lifecycle API, and what a browser has to show.
@Suite struct LifecycleAccessTests {
  private let path = LifecycleAccounts.path
  private let target = LifecycleTests.production

  @Test func `who monitors sees and changes nothing`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    _ = try lifecycle.post(path(target, "/revisions"))
    let token = try lifecycle.invite(AccessGrants(account: .monitor))
    for place in ["/revisions", "/revisions/r1", "/documents", "/lint"] {
      #expect(try lifecycle.get(path(target, place), token: token).status == 200, "\(place)")
    }
    #expect(try lifecycle.get(path(target, "/bundle"), token: token).status == 403)
    for (place, body) in changes {
      let answer = try lifecycle.post(path(target, place), body, token: token)
      #expect(answer.status == 403, "\(place): \(answer.text)")
    }
    let delete = try lifecycle.accounts.send(
      "DELETE", path(target, "?confirm=x"), token: token)
    #expect(delete.status == 403)
  }

  private var changes: [(String, JSONValue)] {
    [
      ("/revisions", [:]), ("/pull", ["from": .string(JSONString(target)), "dryRun": true]),
      ("/continue", [:]), ("/cancel", [:]), ("/revert", ["to": "r1", "dryRun": true]),
      ("/undo", ["dryRun": true]), ("/clone", ["environment": "production", "dryRun": true]),
      ("/move", ["resource": "flows/x", "to": "production/standalone"]),
    ]
  }

  @Test func `what is not shared does not exist`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    _ = try lifecycle.post(path(target, "/revisions"))
    let store = try lifecycle.integrationID("Store API")
    let token = try lifecycle.invite(AccessGrants(account: nil, integrations: [store: .manage]))
    let list = try lifecycle.get("/ilm/v1/integrations", token: token)
    let seen = (list.json["integrations"]?.array ?? []).compactMap { $0["target"]?.text }
    #expect(seen == ["production/store-api"], "\(list.text)")
    #expect(try lifecycle.get("/ilm/v1/status", token: token).json["targets"]?.array?.count == 1)
    for place in ["/revisions", "/revisions/r1", "/documents", "/lint", "/bundle", "/conflicts"] {
      #expect(try lifecycle.get(path(target, place), token: token).status == 404, "\(place)")
    }
    for (place, body) in changes {
      let answer = try lifecycle.post(path(target, place), body, token: token)
      #expect(answer.status == 404, "\(place): \(answer.text)")
    }
    for state in [target, target + "@r1", "sandbox/shopify-to-netsuite"] {
      let answer = try lifecycle.get(
        "/ilm/v1/comparison?left=production/store-api&right=\(state)", token: token)
      #expect(answer.status == 404, "\(answer.text)")
      let pull = try lifecycle.post(
        path("production/store-api", "/pull"),
        ["from": .string(JSONString(state)), "dryRun": true], token: token)
      #expect(pull.status == 404, "\(pull.text)")
    }
    #expect(
      try lifecycle.post(
        "/ilm/v1/environments/sandbox/integrations", ["name": "x"], token: token
      ).status == 404)
    #expect(
      try lifecycle.post(
        "/ilm/v1/environments/production/integrations", ["name": "x"], token: token
      ).status == 403)
  }

  @Test func `what is recorded of an account is compared for who sees all of it`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let compare = "/ilm/v1/comparison?recorded=true&left="
    let both = compare + "production&right=production"
    #expect(try lifecycle.get(both).codes == ["nothing_recorded"])
    for integration in [target, "production/store-api"] {
      _ = try lifecycle.post(path(integration, "/revisions"))
    }
    let store = try lifecycle.integrationID("Store API")
    let token = try lifecycle.invite(AccessGrants(account: nil, integrations: [store: .manage]))
    let all = try lifecycle.get(both)
    #expect(all.json["identical"] == true && all.json["recorded"] == true, "\(all.text)")
    #expect(all.json["integrations"]?.array?.count == 2)
    #expect(try lifecycle.get(both, token: token).status == 403)
    let own = "production/store-api"
    let one = try lifecycle.get("\(compare)\(own)&right=\(own)@r1", token: token)
    #expect(one.json["left"]?["target"]?.text == own + "@r1", "\(one.text)")
    let other = try lifecycle.get("\(compare)\(own)&right=\(target)", token: token)
    #expect(other.status == 404, "\(other.text)")
    #expect(try lifecycle.get(compare + own).codes == ["nothing_recorded"])
  }

  @Test func `a limited token opens no other environment`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let owner = try lifecycle.accounts.store.ownerSession(accountID: lifecycle.accounts.account.id)
    let (_, token) = try owner.createToken(
      name: "limited", scope: AccessGrants(account: .manage))
    let environments = try lifecycle.get("/ilm/v1/environments", token: token)
    let names = (environments.json["environments"]?.array ?? []).compactMap { $0["name"]?.text }
    #expect(names == ["production"])
  }

  @Test(arguments: [
    "/etc/passwd.zip", "production/x.zip", "production/shopify-to-netsuite@/tmp/a.zip", "x.zip",
    "../a.zip", "production/../../x.zip",
  ])
  func `no state that a request names is a file`(text: String) throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let encoded = text.replacing("/", with: "%2F").replacing("@", with: "%40")
    let comparison = try lifecycle.get("/ilm/v1/comparison?left=\(target)&right=\(encoded)")
    #expect([404, 422].contains(comparison.status), "\(comparison.text)")
    #expect(comparison.codes.allSatisfy { ["bad_state", "not_found"].contains($0) })
    for member in ["from", "base"] {
      var body: JSONObject = ["from": .string(JSONString(target)), "dryRun": true]
      body[JSONString(member)] = .string(JSONString(text))
      let pull = try lifecycle.post(path(target, "/pull"), .object(body))
      #expect([404, 422].contains(pull.status), "\(pull.text)")
    }
    let documents = try lifecycle.get(path(target, "/documents?state=\(encoded)"))
    #expect([404, 422].contains(documents.status), "\(documents.text)")
  }

  @Test func `a browser signs in, and only pages of the service make it change anything`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let none: String? = nil
    #expect(try lifecycle.get("/ilm/v1/session", token: .some(none)).status == 401)
    #expect(
      try lifecycle.post("/ilm/v1/session", ["token": "nonsense"], token: .some(none)).status == 401
    )
    let signedIn = try lifecycle.post(
      "/ilm/v1/session", ["token": .string(JSONString(lifecycle.accounts.token))],
      token: .some(none))
    #expect(signedIn.status == 200 && signedIn.json["environment"] == "production")
    let cookie = try #require(signedIn.header("Set-Cookie"))
    #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
    #expect(!signedIn.text.contains(lifecycle.accounts.token))
    let shown = HTTPField("Cookie", String(cookie.prefix { $0 != ";" }))
    let csrf = HTTPField("X-CSRF-Token", signedIn.json["csrfToken"]?.text ?? "")
    func send(
      _ method: String, _ target: String, _ body: JSONValue? = nil, _ headers: [HTTPField]
    ) throws -> TestAccounts.Answer {
      try lifecycle.accounts.send(
        method, target, body?.compactBytes(), token: .some(none), headers: headers)
    }
    #expect(try send("GET", "/ilm/v1/session", nil, [shown]).status == 200)
    let forged = try send("PUT", "/ilm/v1/session", ["environment": "sandbox"], [shown])
    #expect(forged.status == 403 && forged.codes == ["csrf_token_required"])
    let wrong = try send(
      "POST", path(target, "/revisions"), [:], [shown, HTTPField("X-CSRF-Token", "0")])
    #expect(wrong.status == 403)
    let moved = try send("PUT", "/ilm/v1/session", ["environment": "sandbox"], [shown, csrf])
    #expect(moved.status == 200 && moved.json["environment"] == "sandbox", "\(moved.text)")
    let there = HTTPField(
      "Cookie", String(try #require(moved.header("Set-Cookie")).prefix { $0 != ";" }))
    #expect(try send("GET", "/v1/apis", nil, [there]).status == 204)
    #expect(
      try send("GET", "/v1/apis", nil, [there, HTTPField("X-Ilm-Environment", "production")]).status
        == 200)
    #expect(
      try send("GET", "/v1/apis", nil, [there, HTTPField("X-Ilm-Environment", "other")]).status
        == 404)
    let out = try send("DELETE", "/ilm/v1/session", nil, [shown])
    #expect(out.status == 204 && out.header("Set-Cookie")?.contains("Max-Age=0") == true)
  }

  @Test func `pages are served, and nothing of the API to whom shows nothing`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let none: String? = nil
    let page = try lifecycle.get("/integrations/production/x", token: .some(none))
    #expect(page.status == 200 && page.header("Content-Security-Policy") != nil)
    #expect(try lifecycle.get("/assets/none.js", token: .some(none)).status == 404)
    for place in ["/ilm/v1/environments", "/ilm/v1/integrations", path(target, "/revisions")] {
      #expect(try lifecycle.get(place, token: .some(none)).status == 401)
    }
  }
}
