internal import Database
internal import IntegrationModel
internal import LosslessJSON

extension AccountSession {
  /// Takes in what a runner reports of a job.
  ///
  /// Counts are those of the whole job until now, so that a report may be repeated. When a job ends,
  /// its flow was executed last at that time.
  public func report(_ report: JobReport) throws(AccountError) -> Job {
    try require(.reportRuns)
    let flow = try document(ResourceKey(.flows, report.flowID)).value()
    let now = store.surroundings.now()
    let newID = store.surroundings.makeID()
    return try store.write { database in
      let old = try report.id.flatMap { try Job.find($0, account, database) }
      if report.id != nil, old == nil { throw AccountError.notFound("job '\(report.id ?? "")'") }
      if let old { try old.check(report) }
      let id = old?.id ?? newID
      try report.store(
        id: id, old, integrationID: flow["_integrationId"]?.text, account, database, now)
      try report.count(old, account, database, now)
      if report.status.isFinal {
        let ended = report.endedAt ?? now
        try RuntimeState.set(
          ["lastExecutedAt": .string(JSONString(Timestamp.text(ended)))],
          of: ResourceKey(.flows, report.flowID), account, database)
      }
      guard let job = try Job.find(id, account, database) else {
        throw AccountError.notFound("job '\(id)'")
      }
      return job
    }
  }

  /// Returns jobs, the latest first.
  public func jobs(_ query: JobQuery) throws(AccountError) -> [Job] {
    let limit = max(1, min(query.limit, ListQuery.limitMax))
    var filter = JobFilter(account: account.number, query)
    if !seesAll { filter.restrict(toFlows: try visibleKeys().map(\.id)) }
    if let id = query.integrationID {
      try require(.view, on: id == AccessGrants.standalone ? nil : id)
    }
    return try read { try filter.jobs($0, limit: limit) }
  }

  /// Returns a job.
  public func job(_ id: String) throws(AccountError) -> Job {
    let found = try read { try Job.find(id, account, $0) }
    guard let found, try level(of: ResourceKey(.flows, found.flowID)) != nil else {
      throw .notFound("job '\(id)'")
    }
    return found
  }

  /// Returns a job and its parts.
  public func family(of id: String) throws(AccountError) -> [Job] {
    var query = JobQuery()
    query.parentID = id
    return [try job(id)] + (try jobs(query))
  }

  /// Asks for a run of a flow; a runner finds it among the queued jobs.
  public func requestRun(ofFlow id: String) throws(AccountError) -> Job {
    let key = ResourceKey(.flows, id)
    try require(.runFlows, on: key)
    let flow = try document(key).value()
    guard flow["disabled"]?.bool == false else {
      throw .invalid("flow_disabled", "the flow '\(id)' is switched off", field: "disabled")
    }
    let (now, jobID) = (store.surroundings.now(), store.surroundings.makeID())
    try store.write { database in
      try JobReport(status: .queued, flowID: id).store(
        id: jobID, nil, integrationID: flow["_integrationId"]?.text, account, database, now)
    }
    return try job(jobID)
  }

  /// Cancels a job that has not ended.
  public func cancelJob(_ id: String) throws(AccountError) -> Job {
    let job = try job(id)
    try require(.runFlows, on: ResourceKey(.flows, job.flowID))
    guard !job.status.isFinal else {
      throw .invalid("invalid_state", "the job '\(id)' has ended")
    }
    let now = store.surroundings.now()
    try store.write { database in
      try database.run(
        """
        UPDATE jobs SET status = 'canceled', ended_at = ?, modified_at = ?
        WHERE account = ? AND id = ?
        """, now, now, account.number, id)
    }
    return try self.job(id)
  }
}

extension Job {
  /// A job that has ended is not begun again by a report that comes late.
  fileprivate func check(_ report: JobReport) throws(AccountError) {
    guard flowID == report.flowID else {
      throw .invalid("invalid_field", "the job '\(id)' is one of another flow", field: "_flowId")
    }
    guard !status.isFinal || report.status == status else {
      throw AccountError(
        .conflict, "invalid_state", "the job '\(id)' has ended: it is \(status.rawValue)")
    }
  }
}
