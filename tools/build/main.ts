/** `npm run build`: the product in `dist/`, for `node dist/app/main.js`. */
import { join } from "node:path";
import { packageRoot } from "../../infra/package-root.ts";
import { buildProduct } from "./build-product.ts";

await buildProduct(join(packageRoot, "dist"));
