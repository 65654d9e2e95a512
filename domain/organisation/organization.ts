import { DeskhandModel } from "../../infra/db/model.ts";

export class Organization extends DeskhandModel {
  static override tableName = "organizations";
  static override jsonAttributes = ["settings"];
  declare code: string;
  declare name: string;
}
