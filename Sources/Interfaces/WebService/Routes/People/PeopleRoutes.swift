import HTTPServer
import HostedAccounts
import IntegrationModel
import LosslessJSON

/// Users of the account, and who is invited.
enum PeopleRoutes {
  static let all = reading + changing + invitations + answers

  private static let share = ValueShape.open(
    .required("_id", .id), .required("accepted", .boolean), .required("disabled", .boolean))
  private static let levels = ["monitor", "manage", "administrator"]
  private static let rights: [ValueShape.Member] = [
    .optional("accessLevel", .nullable(.choice(levels))),
    .optional(
      "integrationAccessLevel",
      .list(
        of: .open(
          .required("_integrationId", .text(minLength: 1)),
          .required("accessLevel", .choice(["monitor", "manage"]))))),
    .optional("allowToEditRetryData", .boolean), .optional("allowAccessToAPIM", .boolean),
    .optional("accountSSORequired", .boolean), .optional("accountMFARequired", .boolean),
  ]

  private static let reading = [
    Route(
      method: .get, pattern: RoutePattern("/v1/ashares"), rule: .action(.administerUsers),
      summary: "Lists the users of the account", outcomes: [.json(200, .list(of: share)), .nothing]
    ) { .list(try $0.session.shares().map(\.json)) },
    Route(
      method: .get, pattern: RoutePattern("/v1/integrations/{_id}/ashares"), rule: .action(.edit),
      summary: "Lists the users that may see an integration",
      outcomes: [.json(200, .list(of: share)), .nothing]
    ) { call in
      let session = try call.session
      let integration = try session.document(call.key(.integrations)).key
      return .list(try session.shares(in: integration.id).map(\.json))
    },
    Route(
      method: .get, pattern: RoutePattern("/v1/ashares/{_id}"), rule: .action(.administerUsers),
      summary: "Reads one user of the account", outcomes: [.json(200, share)]
    ) { .json(200, try $0.session.share($0.variable("_id")).json) },
  ]

  private static let changing = [
    Route(
      method: .put, pattern: RoutePattern("/v1/ashares/{_id}"), rule: .action(.administerUsers),
      summary: "Changes what a user may do", body: .json(.object(rights, isOpen: true)),
      outcomes: [.json(200, share)]
    ) { call in
      let session = try call.session
      let share = try session.share(call.variable("_id"))
      return .json(200, try session.changeShare(share.id, try ShareRequest(json: call.body)).json)
    },
    Route(
      method: .put, pattern: RoutePattern("/v1/ashares/{_id}/disable"),
      rule: .action(.administerUsers), summary: "Shuts a user out, or lets a user in again",
      outcomes: [.json(200, share)]
    ) { call in
      let session = try call.session
      let share = try session.share(call.variable("_id"))
      return .json(200, try session.setDisabled(share.id, !share.isDisabled).json)
    },
    Route(
      method: .delete, pattern: RoutePattern("/v1/ashares/{_id}"), rule: .action(.administerUsers),
      summary: "Takes a user out of the account", outcomes: [.nothing]
    ) { call in
      try call.session.removeShare(call.variable("_id"))
      return .nothing
    },
  ]

  // MARK: Invitations

  private static let email = ValueShape.text(minLength: 3, maxLength: 254)
  /// What the person who invites hands over where no mail is sent.
  private static let invited = ValueShape.open(
    .required("_id", .id), .required("invitationCode", .text(minLength: 1)))

  private static let invitations = [
    Route(
      method: .post, pattern: RoutePattern("/v1/invite"), rule: .action(.administerUsers),
      summary: "Invites somebody; the answer has the code that accepts",
      body: .json(
        .object(
          [.required("email", email), .optional("name", .text(maxLength: 200))] + rights,
          isOpen: true)),
      outcomes: [.json(201, invited)], refusals: [409]
    ) { .json(201, try invite($0.text("email"), $0)) },
    Route(
      method: .post, pattern: RoutePattern("/v1/invite/multiple"), rule: .action(.administerUsers),
      summary: "Invites several people with the same rights",
      body: .json(
        .object([.required("emails", .list(of: email, maxCount: 100))] + rights, isOpen: true)),
      outcomes: [.json(201, .list(of: invited))], refusals: [409]
    ) { call in
      .json(201, .array(try call.texts(call.body["emails"]).map { try invite($0, call) }))
    },
    Route(
      method: .post, pattern: RoutePattern("/v1/reinvite"), rule: .action(.administerUsers),
      summary: "Makes a new code for an open invitation",
      body: .json(.open(.required("_id", .id))), outcomes: [.json(200, invited)], refusals: [404]
    ) { call in
      let session = try call.session
      let code = try session.reinvite(call.text("_id"))
      return .json(200, with(code, try session.share(call.text("_id"))))
    },
  ]

  private static func invite(_ email: String, _ call: Call) throws -> JSONValue {
    let name = call.body["name"]?.text ?? String(email.prefix { $0 != "@" })
    let (share, code) = try call.session.invite(
      Person(email: email, name: name), try ShareRequest(json: call.body))
    return with(code, share)
  }

  private static func with(_ code: String, _ share: Share) -> JSONValue {
    var value = share.json
    value["invitationCode"] = .string(JSONString(code))
    return value
  }

  private static let code = ValueShape.closed(
    .required("code", .text(minLength: 1, maxLength: 200)))

  /// Who answers an invitation has no token yet.
  private static let answers = [
    Route(
      method: .post, pattern: RoutePattern("/ilm/v1/invitations/accept"), rule: .open,
      summary: "Accepts an invitation; the answer has the first token", body: .json(code),
      outcomes: [.json(200, .closed(.required("token", .text(minLength: 1))))], refusals: [404]
    ) { call in
      let token = try call.application.accounts.acceptInvitation(code: call.text("code"))
      return .json(200, ["token": .string(JSONString(token))])
    },
    Route(
      method: .post, pattern: RoutePattern("/ilm/v1/invitations/dismiss"), rule: .open,
      summary: "Refuses an invitation", body: .json(code), outcomes: [.nothing], refusals: [404]
    ) { call in
      try call.application.accounts.dismissInvitation(code: call.text("code"))
      return .nothing
    },
  ]
}
