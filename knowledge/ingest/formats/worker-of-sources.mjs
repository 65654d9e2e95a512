// The thread's beginning in a checkout: what loads TypeScript here is not passed on to threads by itself.
import { register } from "tsx/esm/api";

register();
await import("./worker.ts");
