"""What the main thread of a page did for how long."""

import contextlib


class Tasks:
    """The longest task, by the clock, and the most that one computed, in milliseconds."""

    longest = computed = 0


@contextlib.contextmanager
def tasks(page):
    """Traces the browser for a while."""
    found, events, ended = Tasks(), [], []
    session = page.context.new_cdp_session(page)
    session.on("Tracing.dataCollected", lambda part: events.extend(part["value"]))
    session.on("Tracing.tracingComplete", lambda _: ended.append(True))
    session.send("Tracing.start", {
        "transferMode": "ReportEvents", "traceConfig": {"includedCategories": ["toplevel"]}})
    yield found
    session.send("Tracing.end")
    while not ended:
        page.wait_for_timeout(20)
    session.detach()
    mains = {(one["pid"], one["tid"]) for one in events if one["name"] == "thread_name"
             and one["args"]["name"] == "CrRendererMain"}
    for one in events:
        if one["ph"] == "X" and "RunTask" in one["name"] and (one["pid"], one["tid"]) in mains:
            found.longest = max(found.longest, one["dur"] / 1000)
            found.computed = max(found.computed, one.get("tdur", 0) / 1000)
