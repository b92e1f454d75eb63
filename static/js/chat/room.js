/** All that a room's page runs, so that it is one file to ask for; only early.js comes before it. */

import "../leaving.js";
import "../site.js";
import "../help.js";
import "./main.js";
