import { refuse } from "../../desk/refuse.ts";

/** Ends a command that named a script which is not there. */
export function unknownScript(code: string): never {
  return refuse("unknown_script", {
    en: `There is no script ${code}. /script list shows all.`,
    zh: `没有话术 ${code}。发送 /script list 查看全部。`,
  });
}
