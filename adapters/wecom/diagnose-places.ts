import type { Diagnosis, PlaceToDiagnose } from "../../bot/ports/adapter.ts";

/** Who reads what goes to a place: WeCom has no channel here, a place is a list of members, or everybody. */
export function diagnosePlaces(places: PlaceToDiagnose[], staff: ReadonlySet<string> | null): Diagnosis[] {
  return places.flatMap(({ label, chatId }): Diagnosis[] => {
    if (chatId === "@all") {
      const message =
        "@all: whoever is in the app's visible range (可见范围) reads it, staff or not; WeCom does not tell which of them: name the members instead (zhangsan|lisi)";
      return [{ check: `${label}, readers`, ok: false, message }];
    }
    return staff === null ? [] : [checkMembers(`${label}, members`, chatId, staff)];
  });
}

function checkMembers(check: string, chatId: string, staff: ReadonlySet<string>): Diagnosis {
  // Userids are kept in lower case, and written as people like.
  const unlinked = chatId.split("|").filter((id) => !staff.has(id.toLowerCase()));
  if (unlinked.length === 0) return { check, ok: true, message: "everybody named is linked to a user" };
  const message = `${unlinked.join(", ")} read it and are not linked to an active user: take them out, or let them link their account (deskhand user add)`;
  return { check, ok: false, message };
}
