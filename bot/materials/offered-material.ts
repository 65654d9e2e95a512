import { findMaterialsInForce } from "../../domain/content/materials/find-materials.ts";
import type { Conversation } from "../../domain/conversations/conversation.ts";
import { readSells, sellingPaused } from "../../domain/funds/selling-paused.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import type { FileReference } from "../delivery/queue-delivery.ts";
import type { Offer } from "../desk/offer.ts";
import { refuse } from "../desk/refuse.ts";
import { plainText, type RichText } from "../ports/rich-text.ts";
import { fileOfMaterial } from "./file-of-material.ts";

/**
 * What goes along with an offer that is a material's, and how the desk shows it; no files for any other offer.
 * @throws RuleError with words for the person when it may not be sent any more, or not to this customer now.
 */
export async function readOfferedMaterial(
  scope: OrgScope,
  channels: ChannelDirectory,
  { material: offered, content }: Offer,
  conversation: Conversation,
): Promise<{ files: FileReference[]; shown: RichText }> {
  if (!offered) return { files: [], shown: content };
  const [material] = await findMaterialsInForce(scope, [offered.version]);
  if (!material) return notInForce();
  const pause = await sellingPaused(scope, conversation.customerId);
  if (pause && (await readSells(scope))(material)) return waits(pause.withdrawalCode);
  const file = fileOfMaterial(material);
  if (!file) return { files: [], shown: content };
  const adapter = (await channels.byId(conversation.channelId))?.adapter;
  const { filesPerMessage } = adapter?.capabilitiesFor?.(conversation.externalChatId) ??
    adapter?.capabilities ?? { filesPerMessage: 1 };
  if (filesPerMessage === 0) return takesNoFiles();
  return { files: [file], shown: [...content, ...plainText(`📎 ${file.name}`)] };
}

function notInForce(): never {
  return refuse("material_retired", {
    en: "Not sent: this material is not in force any more, or was changed and waits for approval. /material finds what is.",
    zh: "未发送：此素材已停用，或修改后尚待审批。请用 /material 重新查找。",
  });
}

function waits(code: string): never {
  return refuse("selling_paused", {
    en: `Not sent: ${code} waits, and nothing is sold to a customer who asked for their money. Materials that serve still go.`,
    zh: `未发送：出金申请 ${code} 处理中，期间不得向该客户推销；服务类素材仍可发送。`,
  });
}

function takesNoFiles(): never {
  return refuse("no_files_there", {
    en: "Not sent: this customer's channel takes no files.",
    zh: "未发送：此客户的渠道无法接收文件。",
  });
}
