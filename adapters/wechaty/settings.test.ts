import { expect, it } from "vitest";
import { wechatySettings } from "./settings.ts";

it("takes a puppet's package, its token and the address of a service", () => {
  const settings = {
    puppet: "wechaty-puppet-service",
    puppet_service_token: "t-1",
    puppet_service_endpoint: "10.0.0.5:8788",
  };
  expect(wechatySettings.parse(settings)).toEqual(settings);
  expect(wechatySettings.parse({ puppet: "@juzi/wechaty-puppet" })).toEqual({ puppet: "@juzi/wechaty-puppet" });
});

it.each([
  ["a path, which would run any file", { puppet: "../evil.js" }, "must be the name of a puppet's npm package"],
  ["an absolute path", { puppet: "/srv/puppet.js" }, "must be the name of a puppet's npm package"],
  ["an address to download from", { puppet: "data:text/javascript,1" }, "must be the name of a puppet's npm package"],
  ["a service without its token", { puppet: "wechaty-puppet-service" }, "is required for wechaty-puppet-service"],
  ["an endpoint without a port", { puppet: "p", puppet_service_endpoint: "10.0.0.5" }, "must be host:port"],
  ["a setting that does not exist", { puppet: "p", memory: "x" }, "Unrecognized key"],
])("refuses %s", (_what, settings, message) => {
  expect(wechatySettings.safeParse(settings).error?.message).toContain(message);
});
