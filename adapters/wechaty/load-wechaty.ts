import { z } from "zod";
import { ConfigError } from "../../infra/errors.ts";
import { missingPackage } from "./errors.ts";
import type { BotOptions, FileBox, WechatyBot, WechatyPackages } from "./wechaty-api.ts";

/** Imports a package by name. */
export type ImportPackage = (name: string) => Promise<unknown>;

const isFunction = (value: unknown): boolean => typeof value === "function";
const hasStatic = (owner: unknown, name: string): boolean =>
  isFunction(owner) && isFunction(Reflect.get(Object(owner), name));

const Wechaty = z.object({
  WechatyBuilder: z.custom<{ build(options: BotOptions): WechatyBot }>((builder) => hasStatic(builder, "build")),
});
const FileBoxes = z.object({
  FileBox: z.custom<{ fromBase64(base64: string, name: string): FileBox }>((box) => hasStatic(box, "fromBase64")),
});

/**
 * Loads wechaty: some 280 packages and a gRPC stack, so only a process that holds or checks a session does.
 * @throws ConfigError saying what to install.
 */
export async function loadWechaty(importPackage: ImportPackage = importInstalled): Promise<WechatyPackages> {
  const { WechatyBuilder } = await load(importPackage, "wechaty", Wechaty);
  // A dependency of wechaty's, which does not pass it on.
  const { FileBox } = await load(importPackage, "file-box", FileBoxes);
  return {
    buildBot: (options) => WechatyBuilder.build(options),
    // Some puppets pass a box on as JSON, and one made from a buffer refuses that (file-box, toJSON).
    fileBox: (bytes, name) => FileBox.fromBase64(bytes.toString("base64"), name),
  };
}

// The name is no literal, so that type checks and bundlers do not look for a package that is optional.
const importInstalled: ImportPackage = (name) => import(name);

async function load<T>(importPackage: ImportPackage, name: string, schema: z.ZodType<T>): Promise<T> {
  let module: unknown;
  try {
    module = await importPackage(name);
  } catch (error) {
    if (missingPackage(error) === undefined) throw error;
    throw new ConfigError(`a wechaty channel needs a package that is not installed: npm install ${name}`);
  }
  const checked = schema.safeParse(module);
  if (checked.success) return checked.data;
  throw new ConfigError(`the installed ${name} is not the one this version knows: npm install wechaty@1.20`);
}
