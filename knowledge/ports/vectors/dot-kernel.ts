/**
 * `scan(rows, query, out, count, dimensions)`: the dot products of `count` rows of 8-bit numbers with a query of 16-bit
 * ones, as 32-bit numbers; `dimensions` is a multiple of 16, `count` of 4. JavaScript has no instruction for several
 * products at a time, WebAssembly has: a tenth of the time. The whole module is written out here.
 */
export type DotKernel = (rows: number, query: number, out: number, count: number, dimensions: number) => void;

const I32 = 0x7f;
const V128 = 0x7b;
const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const constant = (value: number) => [0x41, value];
const add = [0x6a];
const subtract = [0x6b];
const isBelow = [0x49];
const loop = (...body: number[][]) => [0x03, 0x40, ...body.flat(), 0x0b];
const repeatIf = [0x0d, 0x00];
const simd = {
  load: (offset: number) => [0xfd, 0x00, 0x00, offset],
  /** Eight 8-bit numbers as 16-bit ones. */
  loadWider: (offset: number) => [0xfd, 0x01, 0x00, offset],
  zero: [0xfd, 0x0c, ...Array<number>(16).fill(0)],
  multiplyPairs: [0xfd, 0xba, 0x01],
  add: [0xfd, 0xae, 0x01],
  lane: (lane: number) => [0xfd, 0x1b, lane],
};
// Parameters 0 to 4, then what the loops need. Four rows at a time: what is read of the query serves all of them.
const [rows, query, out, count, dimensions, place, end] = [0, 1, 2, 3, 4, 5, 6];
const four = [
  { row: 7, sum: 10 },
  { row: 8, sum: 11 },
  { row: 9, sum: 12 },
  { row: rows, sum: 13 },
];
const loaded = 14;

const step = (local: number, by: number[]) => [...get(local), ...by, ...add, ...set(local)];
const addProducts = (offset: number) => [
  ...[...get(place), ...simd.load(2 * offset), ...set(loaded)],
  ...four.flatMap(({ row, sum }) => [
    ...[...get(sum), ...get(row), ...simd.loadWider(offset), ...get(loaded)],
    ...[...simd.multiplyPairs, ...simd.add, ...set(sum)],
  ]),
];
const store = (sum: number, offset: number) => [
  ...get(out),
  ...[...get(sum), ...simd.lane(0), ...get(sum), ...simd.lane(1), ...add],
  ...[...get(sum), ...simd.lane(2), ...add, ...get(sum), ...simd.lane(3), ...add],
  ...[0x36, 0x02, offset],
];

// The first of four rows is read by the pointer that ends where the second begins, and so on; `rows` itself goes last.
const body = loop(
  ...four.map(({ row }) => [...get(rows), ...set(row), ...(row === rows ? [] : step(rows, get(dimensions)))]),
  ...four.map(({ sum }) => [...simd.zero, ...set(sum)]),
  [...get(query), ...set(place), ...get(rows), ...get(dimensions), ...add, ...set(end)],
  loop([...addProducts(0), ...addProducts(8)], ...four.map(({ row }) => step(row, constant(16))), [
    ...step(place, constant(32)),
    ...get(rows),
    ...get(end),
    ...isBelow,
    ...repeatIf,
  ]),
  ...four.map(({ sum }, index) => store(sum, index * 4)),
  step(out, constant(16)),
  [...get(count), ...constant(4), ...subtract, ...set(count), ...get(count), ...repeatIf],
);

const named = (name: string) => [name.length, ...Buffer.from(name)];
const section = (id: number, content: number[]) => [id, ...length(content.length), ...content];

/** LEB128, as the format writes every length. */
function length(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...length(value >> 7)];
}

function moduleBytes(): Uint8Array {
  const code = [0x02, 0x05, I32, 0x05, V128, ...body, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [0x01, 0x60, 0x05, I32, I32, I32, I32, I32, 0x00]),
    ...section(2, [0x01, ...named("in"), ...named("memory"), 0x02, 0x00, 0x01]),
    ...section(3, [0x01, 0x00]),
    ...section(7, [0x01, ...named("scan"), 0x00, 0x00]),
    ...section(10, [0x01, ...length(code.length), ...code]),
  ]);
}

/** What is used of WebAssembly here: its types are part of a browser's, which this project does not have. */
interface WebAssemblyParts {
  Memory: new (size: { initial: number }) => KernelMemory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: { scan: DotKernel } };
}
export interface KernelMemory {
  readonly buffer: ArrayBuffer;
  /** By pages of 64 kB; `buffer` is another one afterwards. */
  grow(pages: number): number;
}

const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyParts };
let compiled: object | null = null;

/** The kernel with a memory of its own. @throws CompileError on a processor without such instructions (before 2008). */
export function createDotKernel(): { memory: KernelMemory; scan: DotKernel } {
  compiled ??= new WebAssembly.Module(moduleBytes());
  const memory = new WebAssembly.Memory({ initial: 1 });
  return { memory, scan: new WebAssembly.Instance(compiled, { in: { memory } }).exports.scan };
}
