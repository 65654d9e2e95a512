import { expect, it } from "vitest";
import { ConfigError } from "../../infra/errors.ts";
import { loadWechaty } from "./load-wechaty.ts";

const notFound = (name: string) =>
  Object.assign(new Error(`Cannot find package '${name}' imported from /srv/deskhand/x.ts`), {
    code: "ERR_MODULE_NOT_FOUND",
  });

it("says what to install when the optional package is not there", async () => {
  const loading = loadWechaty((name) => Promise.reject(notFound(name)));
  await expect(loading).rejects.toThrow(ConfigError);
  await expect(loading).rejects.toThrow("a wechaty channel needs a package that is not installed: npm install wechaty");
});

it("says which version it knows when the installed one has another shape", async () => {
  const loading = loadWechaty(async () => ({ Wechaty: class {} }));
  await expect(loading).rejects.toThrow("the installed wechaty is not the one this version knows");
});

it("does not hide that a package is there and broken", async () => {
  await expect(loadWechaty(() => Promise.reject(new SyntaxError("Unexpected token")))).rejects.toThrow(SyntaxError);
});
