// Every page and its path.

import { homePage } from "../home/page.js";
import { signInPage } from "./sign-in.js";

export const routes = [
  ["/", homePage],
  ["/sign-in", signInPage],
];
