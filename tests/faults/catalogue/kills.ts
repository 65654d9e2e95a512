import { setTimeout as pause } from "node:timers/promises";
import { randomOf } from "../../day/random.ts";
import type { Fault } from "../bench/fault.ts";
import type { FaultProduct } from "../bench/product.ts";
import type { FaultScene } from "../bench/scene.ts";

const random = randomOf(20_261_127);

/** So many kills: twenty at full size. */
const killsOf = ({ size }: FaultScene) => (size.isFull ? 20 : 2);

const untilKill = ({ size }: FaultScene) => pause(random.between(200, size.isFull ? 3_000 : 800));

export const killOfOnly: Fault = {
  name: "kill -9 of the only process, at random moments",
  madeBy: "signal",
  run: async (scene) => {
    for (let kill = 0; kill < killsOf(scene); kill++) {
      await untilKill(scene);
      await killed(scene, scene.processes.web);
      const next = await scene.start("all");
      scene.processes = { web: next, workers: [next] };
    }
  },
};

export const killOfThree: Fault = {
  name: "kill -9 of one of three processes, at random moments",
  madeBy: "signal",
  run: async (scene) => {
    for (let kill = 0; kill < killsOf(scene); kill++) {
      await untilKill(scene);
      await killOneOfThree(scene, kill % 3);
    }
  },
};

async function killOneOfThree(scene: FaultScene, which: number): Promise<void> {
  const { processes } = scene;
  const victim = which === 0 ? processes.web : processes.workers[which - 1];
  if (!victim) throw new Error("there is no such process");
  await killed(scene, victim);
  const next = await scene.start(which === 0 ? "web" : "worker");
  if (which === 0) processes.web = next;
  else processes.workers[which - 1] = next;
}

/** What was on its way to a platform at this moment may go out once more. */
async function killed({ database, inDoubt }: FaultScene, product: FaultProduct): Promise<void> {
  product.signal("SIGKILL");
  await product.ended;
  const sending = await database.query("SELECT FROM deliveries WHERE status = 'sending'");
  inDoubt(sending.length);
}
