import { readFileSync } from "node:fs";
import { cutPieces } from "../../knowledge/embedder-model/cut-pieces.ts";
import { fold } from "../../knowledge/text/fold.ts";

// Reads lines and writes lines, so that the scripts in Python fold and cut exactly as the product does:
//   lines.ts fold < IN > OUT            lines.ts cut PIECES < IN > OUT (numbers of the pieces of each line)
const [mode, piecesFile] = process.argv.slice(2);
const lines = readFileSync(0, "utf8").split("\n").slice(0, -1);
const write = (made: string[]) => process.stdout.write(`${made.join("\n")}\n`);

if (mode === "fold") write(lines.map(fold));
else if (mode === "cut" && piecesFile !== undefined) {
  const names = readFileSync(piecesFile, "utf8").split("\n").slice(0, -1);
  const pieces = new Map(names.map((name, index) => [name, index]));
  write(
    lines.map((line) => {
      const numbers: number[] = [];
      cutPieces(fold(line), pieces, (piece) => numbers.push(piece));
      return numbers.join(" ");
    }),
  );
} else throw new Error("Usage: lines.ts fold | cut PIECES");
