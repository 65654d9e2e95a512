import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../infra/package-root.ts";
import { columnsPage } from "../columns/columns-page.ts";

// Writes the page of columns.
writeFileSync(join(packageRoot, "docs", "columns.md"), columnsPage());
