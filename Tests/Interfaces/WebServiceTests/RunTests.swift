import HTTPServer
import LosslessJSON
import Testing

@testable import WebService

/// From a run that a runner reports to an error that is tried again.
@Suite struct RunTests {
  @Test func `an error is reported, corrected, tried again and settled`() throws {
    let account = try SmallAccount()
    let accounts = account.accounts
    let (flow, step) = (account.ids["flows"] ?? "", account.ids["imports"] ?? "")
    let report = try accounts.send(
      "POST", "/ilm/v1/jobs",
      json: ["_flowId": string(flow), "status": "running", "startedAt": "2026-10-01T10:00:00.000Z"])
    #expect(report.status == 200, "\(report.text)")
    #expect(try accounts.send("POST", "/v1/jobs/current").json[0]?["_id"]?.text == report.id)

    let reported = try accounts.send(
      "POST", "/ilm/v1/errors",
      json: [
        "errors": [
          [
            "_flowId": string(flow), "_stepId": string(step), "_flowJobId": string(report.id),
            "code": "422", "message": "no such customer", "retryData": ["customer": "X"],
          ]
        ]
      ])
    #expect(reported.status == 200, "\(reported.text)")
    let errorID = try #require(reported.json["errorIds"]?[0]?.text)
    let ended = try accounts.send(
      "POST", "/ilm/v1/jobs",
      json: [
        "_id": string(report.id), "_flowId": string(flow), "status": "completed",
        "endedAt": "2026-10-01T10:01:00.000Z", "numSuccess": 3, "numError": 1,
      ])
    #expect(ended.json["status"] == "completed" && ended.id == report.id, "\(ended.text)")
    #expect(try accounts.get("/v1/jobs?type=flow&_flowId=\(flow)").json.array?.count == 1)
    #expect(try accounts.get("/v1/flows/\(flow)/jobs/latest").json[0]?["numSuccess"] == 3)
    #expect(try accounts.get("/v1/jobs/\(report.id)/family").json.array?.count == 1)

    let summary = try accounts.get("/v1/integrations/\(account.home)/errors").json
    #expect(summary[0]?["_flowId"]?.text == flow && summary[0]?["numError"] == 1)
    #expect(
      try accounts.get("/v1/flows/\(flow)/errors").json["flowErrors"]?[0]?["_expOrImpId"]?.text
        == step)
    let place = "/v1/flows/\(flow)/\(step)"
    let open = try accounts.get(place + "/errors").json["errors"]
    #expect(open?[0]?["errorId"]?.text == errorID)
    let key = try #require(open?[0]?["retryDataKey"]?.text)

    let read = try accounts.get("\(place)/\(key)/data")
    #expect(read.json["data"] == ["customer": "X"])
    let tag = [HTTPField("If-Match", read.header("ETag") ?? "")]
    let corrected = try accounts.send(
      "PUT", "\(place)/\(key)/data", json: ["data": ["customer": "Y"]], headers: tag)
    #expect(corrected.status == 200, "\(corrected.text)")
    #expect(
      try accounts.send("PUT", "\(place)/\(key)/data", json: ["data": 1], headers: tag).status
        == 409)

    #expect(
      try accounts.send(
        "PUT", place + "/errors/assign",
        json: ["errorIds": [string(errorID)], "email": "owner@example.org"]
      ).json["count"] == 1)
    let word = try accounts.send("POST", "/v1/tags", json: ["tag": "urgent"])
    #expect(
      try accounts.send(
        "PUT", place + "/tags", json: ["errorIds": [string(errorID)], "tagIds": [string(word.id)]]
      ).json["count"] == 1)
    #expect(try accounts.get(place + "/errors").json["errors"]?[0]?["tags"] == [string(word.id)])

    #expect(
      try accounts.send("POST", place + "/retry", json: ["retryDataKeys": [string(key)]]).json[
        "count"]
        == 1)
    let handed = try accounts.send("POST", "/ilm/v1/retries")
    #expect(handed.json[0]?["data"] == ["customer": "Y"], "\(handed.text)")
    #expect(try accounts.send("POST", "/ilm/v1/retries").status == 204, "it is handed out once")
    #expect(
      try accounts.send("PUT", "/ilm/v1/retries/\(key)", json: ["settled": true]).status == 204)
    #expect(try accounts.get(place + "/errors").json["errors"] == [])
    #expect(try accounts.get(place + "/resolved").json["resolved"]?.array?.count == 1)
    let statistics = try accounts.get(
      "/ilm/v1/integrations/\(account.home)/statistics?from=2026-01-01&to=2027-01-01")
    #expect(statistics.status == 200, "\(statistics.text)")
  }

  @Test func `a run is asked for, and canceled`() throws {
    let account = try SmallAccount()
    let accounts = account.accounts
    let flow = "/v1/flows/\(account.ids["flows"] ?? "")"
    #expect(try accounts.send("POST", flow + "/run").codes == ["flow_disabled"])
    _ = try accounts.send(
      "PATCH", flow, Array(#"[{"op":"replace","path":"/disabled","value":false}]"#.utf8))
    let asked = try accounts.send("POST", flow + "/run")
    let job = "/v1/jobs/\(asked.json["_jobId"]?.text ?? "")"
    #expect(try accounts.get(job).json["status"] == "queued")
    #expect(try accounts.send("PUT", job + "/cancel").json["status"] == "canceled")
    #expect(try accounts.send("PUT", job + "/cancel").status == 422)
  }

  @Test func `errors come in pages`() throws {
    let account = try SmallAccount()
    let accounts = account.accounts
    let (flow, step) = (account.ids["flows"] ?? "", account.ids["imports"] ?? "")
    let errors = (0..<25).map { number -> JSONValue in
      ["_flowId": string(flow), "_stepId": string(step), "message": string("\(number)")]
    }
    _ = try accounts.send("POST", "/ilm/v1/errors", json: ["errors": .array(errors)])
    var (target, messages): (String?, Set<String>) = (
      "/v1/flows/\(flow)/\(step)/errors?limit=10", []
    )
    while let next = target {
      let page = try accounts.get(next).json
      messages.formUnion((page["errors"]?.array ?? []).compactMap { $0["message"]?.text })
      target = page["nextPageURL"]?.text
    }
    #expect(messages.count == 25)
  }

  @Test func `a connection that cannot be reached is shown so`() throws {
    let account = try SmallAccount()
    let accounts = account.accounts
    let connection = account.ids["connections"] ?? ""
    #expect(
      try accounts.send(
        "PUT", "/ilm/v1/connections/\(connection)/status", json: ["offline": true]
      ).status == 204)
    #expect(try accounts.get("/v1/connections/\(connection)").json["offline"] == true)
  }
}
