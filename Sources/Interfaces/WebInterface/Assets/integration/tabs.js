// The tabs in their order; those without a title are pages below one.

import { settingsTab } from "./own/settings.js";
import { flowsTab } from "./build/flows.js";
import { flowTab } from "./build/flow.js";
import { apisTab, toolsTab } from "./build/others.js";
import { dashboardTab } from "./run/dashboard.js";
import { connectionsTab } from "./build/connections.js";
import { notificationsTab } from "./run/notifications.js";
import { auditTab } from "./run/audit.js";
import { analyticsTab } from "./run/analytics.js";
import { usersTab } from "./own/users.js";
import { adminTab } from "./own/admin.js";
import { aliasesTab } from "./build/aliases.js";
import { revisionsTab } from "../revisions/list.js";
import { revisionTab } from "../revisions/details.js";
import { statusTab } from "../revisions/status.js";
import { pullTab } from "../revisions/pull.js";
import { continueTab } from "../revisions/continue.js";
import { revertTab } from "../revisions/revert.js";

export const tabs = [
  { key: "settings", title: "Settings", render: settingsTab },
  { key: "flows", title: "Flows", render: flowsTab },
  { key: "flow", under: "flows", render: flowTab },
  { key: "apis", title: "APIs", render: apisTab },
  { key: "tools", title: "Tools", render: toolsTab },
  { key: "dashboard", title: "Dashboard", hasHeading: true, render: dashboardTab },
  { key: "connections", title: "Connections", render: connectionsTab },
  { key: "notifications", title: "Notifications", render: notificationsTab },
  { key: "audit", title: "Audit log", render: auditTab },
  { key: "analytics", title: "Analytics", hasHeading: true, render: analyticsTab },
  { key: "users", title: "Users", render: usersTab },
  { key: "admin", title: "Admin", render: adminTab },
  { key: "aliases", title: "Aliases", render: aliasesTab },
  {
    key: "revisions",
    title: "Revisions",
    hasHeading: true,
    hidden: (row) => row.managed,
    render: revisionsTab,
  },
  { key: "revision", under: "revisions", wide: true, render: revisionTab },
  { key: "status", under: "revisions", wide: true, render: statusTab },
  { key: "pull", under: "revisions", wide: true, render: pullTab },
  { key: "continue", under: "revisions", wide: true, render: continueTab },
  { key: "revert", under: "revisions", wide: true, render: revertTab },
];
