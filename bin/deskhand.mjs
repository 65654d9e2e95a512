#!/usr/bin/env node
// `npx deskhand …`: from the sources in a checkout, where a `dist/` may be old; from `dist/` where there are no sources.
import { existsSync } from "node:fs";
import { register } from "tsx/esm/api";

const source = new URL("../app/cli.ts", import.meta.url);
const isCheckout = existsSync(source);
if (isCheckout) register();
await import((isCheckout ? source : new URL("../dist/app/cli.js", import.meta.url)).href);
