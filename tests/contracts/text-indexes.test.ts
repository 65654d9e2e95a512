import { createMiniSearchTextIndex } from "../../knowledge/ports/minisearch-text-index.ts";
import { createPackedTextIndex } from "../../knowledge/ports/packed-text-index.ts";
import { textIndexContract } from "./text-index.contract.ts";

textIndexContract({ name: "the embedded text index", create: async () => createMiniSearchTextIndex() });
textIndexContract({ name: "the packed text index", create: async () => createPackedTextIndex() });
