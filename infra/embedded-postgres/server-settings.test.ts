import { expect, it } from "vitest";
import { commandLineOf } from "./server-settings.ts";

it("writes port and settings so that a shell reads each as one word", () => {
  expect(commandLineOf({ listen_addresses: "127.0.0.1", unix_socket_directories: "" }, 5439)).toBe(
    '-p 5439 -c "listen_addresses=127.0.0.1" -c "unix_socket_directories="',
  );
});

it("refuses what a shell would take apart", () => {
  expect(() => commandLineOf({ archive_command: 'cp "%p" $(pwd)' }, 5439)).toThrow(RangeError);
  expect(() => commandLineOf({ "jit; reboot": "off" }, 5439)).toThrow(RangeError);
});
