// Floors, top to bottom. A folder imports itself and what lies below it.
const floors = ["app", "playground", "adapters", "bot", "knowledge", "domain", "infra"];
const above = (floor) => floors.slice(0, floors.indexOf(floor));

export default {
  forbidden: [
    ...floors.slice(1).map((floor) => ({
      name: `${floor}-imports-down-only`,
      comment: `${floor}/ must not know ${above(floor).join("/, ")}/`,
      severity: "error",
      from: { path: `^${floor}/`, pathNot: "\\.test\\.ts$" },
      to: { path: `^(${above(floor).join("|")})/` },
    })),
    {
      name: "playground-is-not-the-product",
      severity: "error",
      from: { path: "^playground/" },
      to: { path: "^(adapters|knowledge|domain)/" },
    },
    {
      name: "playground-sees-only-types-of-bot",
      severity: "error",
      from: { path: "^playground/" },
      to: { path: "^bot/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "adapters-see-only-the-ports",
      severity: "error",
      from: { path: "^adapters/", pathNot: "\\.test\\.ts$" },
      to: { path: "^bot/(?!ports/)" },
    },
    {
      name: "platforms-do-not-know-each-other",
      severity: "error",
      from: { path: "^adapters/([^/]+)/" },
      to: { path: "^adapters/([^/]+)/", pathNot: "^adapters/$1/" },
    },
    {
      name: "adapters-know-no-business",
      severity: "error",
      from: { path: "^adapters/", pathNot: "\\.test\\.ts$" },
      to: { path: "^(knowledge|domain)/" },
    },
    {
      name: "platform-sdks-stay-in-their-adapter",
      severity: "error",
      from: { pathNot: "^(adapters|app|playground|tests)/" },
      to: { path: "node_modules/(grammy|@grammyjs|@slack|@wecom|wechaty)" },
    },
    {
      name: "product-imports-no-tests",
      severity: "error",
      from: { pathNot: "^tests/|\\.test\\.ts$|\\.config\\.ts$" },
      to: { path: "^tests/|\\.test\\.ts$" },
    },
    {
      name: "migrations-stand-alone",
      severity: "error",
      from: { path: "^migrations/" },
      to: { path: `^(${floors.join("|")})/` },
    },
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-unlisted-packages",
      severity: "error",
      from: {},
      to: { dependencyTypes: ["unknown", "undetermined", "npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "no-dev-packages-in-product",
      severity: "error",
      from: { pathNot: "^tests/|\\.test\\.ts$|\\.config\\.ts$" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|coverage|\\.data)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
