-- What 64 clients ask of a service: single documents, pages of lists, contents of integrations, and
-- every twentieth request writes. The ids come in a file, one 'collection id' a line.
local exports, flows, integrations = {}, {}, {}
local counts = { failed = 0 }
threads = {}

function setup(thread)
  table.insert(threads, thread)
  thread:set("number", #threads)
end

function init(args)
  token = args[1]
  for line in io.lines(args[2]) do
    local collection, id = line:match("(%S+) (%S+)")
    local list = ({ exports = exports, flows = flows, integrations = integrations })[collection]
    if list then table.insert(list, id) end
  end
  math.randomseed(number)
  failed = 0
  first = ""
end

local function any(list) return list[math.random(#list)] end

function request()
  local headers = { ["Authorization"] = "Bearer " .. token }
  local dice = math.random(100)
  if dice <= 5 then
    headers["Content-Type"] = "application/json"
    local body = '[{"op":"replace","path":"/name","value":"Renamed ' .. math.random(1000000) .. '"}]'
    return wrk.format("PATCH", "/v1/exports/" .. any(exports), headers, body)
  elseif dice <= 15 then
    return wrk.format("GET", "/v1/exports?limit=20&include=name", headers)
  elseif dice <= 20 then
    return wrk.format("GET", "/v1/integrations/" .. any(integrations) .. "/flows", headers)
  elseif dice <= 50 then
    return wrk.format("GET", "/v1/flows/" .. any(flows), headers)
  end
  return wrk.format("GET", "/v1/exports/" .. any(exports), headers)
end

function response(status)
  if status ~= 200 and status ~= 204 then
    failed = failed + 1
    first = first == "" and tostring(status) or first
  end
end

function done(summary, latency)
  local failed, first = 0, ""
  for _, thread in ipairs(threads) do
    failed = failed + thread:get("failed")
    first = first .. thread:get("first")
  end
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"seconds":%.3f,"p50":%.3f,"p99":%.3f,"max":%.3f,"failed":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, latency.max / 1e3, failed,
    errors.connect + errors.read + errors.write + errors.timeout))
end
