import { keptFile, Material, textOfMaterial } from "../../../domain/content/materials/material.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { keptType } from "../../../infra/files/kept-type.ts";
import type { FileReference } from "../../delivery/queue-delivery.ts";
import { refuse } from "../../desk/refuse.ts";
import { sendPrivately } from "../../desk/send-privately.ts";
import { fileOfMaterial } from "../../materials/file-of-material.ts";
import { titleOf } from "../../materials/offer-materials.ts";
import { paragraph, plainText } from "../../ports/rich-text.ts";
import type { ButtonAction, CommandAnswer, CommandContext } from "../command.ts";

/** Shows a material to whoever presses, in their private chat: the picture that stands for it, and its file whole. */
export const materialShow: ButtonAction = {
  name: "material_show",
  permission: "material.use",
  run: show,
};

async function show({ scope, deps, channel, staff, language, receipt }: CommandContext, versionId: string) {
  const { trx, orgId } = scope;
  const material = /^[0-9a-f-]{36}$/.test(versionId)
    ? await Material.query(trx).findOne({ orgId, versionId })
    : undefined;
  if (!material) {
    return refuse("material_changed", {
      en: "This material was changed since. Look for it again.",
      zh: "此素材已被修改，请重新查找。",
    });
  }
  const [first, ...others] = await filesToLookAt(scope, material);
  const to = { userId: staff.userId, channelId: channel.id, command: "material", receipt };
  const content = [paragraph(titleOf(material, language)), ...plainText(textOfMaterial(material))];
  await sendPrivately(scope, deps.channels, { ...to, content, files: first ? [first] : [] });
  for (const file of others) {
    await sendPrivately(scope, deps.channels, { ...to, content: [paragraph(file.name)], files: [file] });
  }
  const words = {
    en: `${material.materialCode} goes to your private chat.`,
    zh: `${material.materialCode} 已发送到您的私聊。`,
  };
  return plainText(words[language]) satisfies CommandAnswer;
}

async function filesToLookAt(scope: OrgScope, material: Material): Promise<FileReference[]> {
  const file = fileOfMaterial(material);
  const sha256 = keptFile(material.thumbnailUrl);
  const type = sha256 && (await keptType(scope, sha256));
  const preview: FileReference[] =
    sha256 && type
      ? [{ sha256, name: `${material.materialCode}.${type.slice("image/".length)}`, mimeType: type, kind: "image" }]
      : [];
  return [...preview, ...(file ? [file] : [])];
}
