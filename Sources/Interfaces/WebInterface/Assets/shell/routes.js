// Every page and its path.

import { homePage } from "../home/page.js";
import { comparePage } from "../compare/page.js";
import { differencePage } from "../difference/page.js";
import { integrationPage } from "../integration/page.js";
import { invitationPage } from "./invitation.js";
import { signInPage } from "./sign-in.js";

const revision = (context) =>
  integrationPage({ ...context, values: { ...context.values, tab: "revision" } });
const revert = (context) =>
  integrationPage({ ...context, values: { ...context.values, tab: "revert" } });
const flow = (context) =>
  integrationPage({ ...context, values: { ...context.values, tab: "flow" } });

export const routes = [
  ["/", homePage],
  ["/sign-in", signInPage],
  ["/invitation", invitationPage],
  ["/compare", comparePage],
  ["/difference", differencePage],
  ["/integrations/:environment/:integration", integrationPage],
  ["/integrations/:environment/:integration/:tab", integrationPage],
  ["/integrations/:environment/:integration/revisions/:revision", revision],
  ["/integrations/:environment/:integration/revisions/:revision/revert", revert],
  ["/integrations/:environment/:integration/flows/:flow", flow],
];
