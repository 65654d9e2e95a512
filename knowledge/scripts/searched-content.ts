import { listMaterialsInForce } from "../../domain/content/materials/find-materials.ts";
import { listScriptsInForce } from "../../domain/content/scripts-in-force.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { loadMaterialEntries } from "./material-entry.ts";
import { loadScriptEntries, type ScriptEntry } from "./script-entry.ts";

/** What is searched: which versions may be found, and how they read. */
export interface SearchedContent {
  /** Under which their vectors are kept. */
  kind: "script" | "material";
  /** The ids of the versions that may be sent at an instant. */
  listInForce(scope: OrgScope, at: Date): Promise<string[]>;
  loadEntries(scope: OrgScope, ids: readonly string[]): Promise<ScriptEntry[]>;
}

export const searchedScripts: SearchedContent = {
  kind: "script",
  listInForce: listScriptsInForce,
  loadEntries: loadScriptEntries,
};

export const searchedMaterials: SearchedContent = {
  kind: "material",
  listInForce: listMaterialsInForce,
  loadEntries: loadMaterialEntries,
};
