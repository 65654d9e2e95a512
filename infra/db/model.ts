import { Model, snakeCaseMappers } from "objection";
import { newId } from "../ids.ts";

/**
 * A row with a UUIDv7 key made by us. Columns are snake_case in SQL and camelCase here; subclasses `declare` their
 * fields and name in `jsonAttributes` the columns that are jsonb.
 */
export abstract class DeskhandModel extends Model {
  declare id: string;
  declare orgId: string;

  static override get columnNameMappers() {
    return snakeCaseMappers();
  }

  override $beforeInsert(): void {
    this.id ??= newId();
  }
}
