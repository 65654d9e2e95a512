import { growHeapSlowly } from "../infra/grow-heap-slowly.ts";

// Before all the rest is read: a collection on the way there would let the heap grow to four times what it then is.
growHeapSlowly();
const { runProduct } = await import("./run-product.ts");
await runProduct();
