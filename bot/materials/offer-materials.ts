import { materialTypes } from "../../domain/content/content-words.ts";
import { keptFile, type Material, textOfMaterial } from "../../domain/content/materials/material.ts";
import { funnelLayers } from "../../domain/customers/funnel-words.ts";
import type { Language } from "../../domain/language/language.ts";
import type { CodeOf } from "../../domain/language/word-list.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { Button } from "../ports/outbound-message.ts";
import { type Block, bold, paragraph, plainText, quote, type RichText } from "../ports/rich-text.ts";

type Layer = CodeOf<typeof funnelLayers>;

export interface MaterialsTo {
  /** Null: nobody can be written to, so they are only shown. */
  conversationId: string | null;
  /** Of the customer; null without one. */
  layer: Layer | null;
  userId: string;
  language: Language;
}

const MAX_SHOWN = 300;

/** Materials one under the other, with buttons to send each where somebody can be written to, and to look at its file. */
export async function offerMaterials(
  scope: OrgScope,
  materials: readonly Material[],
  to: MaterialsTo,
): Promise<{ content: RichText; buttons: Button[][] }> {
  const content: Block[] = [];
  const buttons: Button[][] = [];
  for (const [index, material] of materials.entries()) {
    const number = materials.length > 1 ? ` ${index + 1}` : "";
    content.push(paragraph(bold(`${number ? `${index + 1}. ` : ""}${titleOf(material, to.language)}`)));
    const words = textOfMaterial(material);
    if (words !== "") content.push(quote(words, MAX_SHOWN));
    if (to.layer !== null && !isFor(material, to.layer)) content.push(paragraph(notForThem(material, to)));
    const row = [
      ...(to.conversationId === null ? [] : [await sendButton(scope, material, number, to.conversationId, to)]),
      ...(hasFile(material) ? [showButton(material, number, to.language)] : []),
    ];
    if (row.length > 0) buttons.push(row);
  }
  return { content, buttons };
}

/** Whether a material is meant for who is in this part of the funnel. */
export function isFor({ suitableStages }: Pick<Material, "suitableStages">, layer: Layer): boolean {
  return suitableStages.length === 0 || suitableStages.includes(layer);
}

/** `MAT_004 · picture · Fees at a glance · fees · sent 12 ×, 340 views, 12 likes`. */
export function titleOf(material: Material, language: Language): string {
  const { materialCode, type, title, category, fileName } = material;
  const name = [materialCode, materialTypes.label(type, language), title, category, fileName && `📎 ${fileName}`];
  return [...name, figuresOf(material, language)].filter(Boolean).join(" · ");
}

function figuresOf({ publishedCount, views, likes, comments, shares }: Material, language: Language): string {
  const words: [number, Record<Language, string>][] = [
    [publishedCount, { en: `sent ${publishedCount} ×`, zh: `已发送 ${publishedCount} 次` }],
    [views, { en: `${views} views`, zh: `浏览 ${views}` }],
    [likes, { en: `${likes} likes`, zh: `点赞 ${likes}` }],
    [comments, { en: `${comments} comments`, zh: `评论 ${comments}` }],
    [shares, { en: `${shares} shares`, zh: `转发 ${shares}` }],
  ];
  return words.flatMap(([count, said]) => (count > 0 ? [said[language]] : [])).join(language === "zh" ? "，" : ", ");
}

function notForThem({ suitableStages }: Material, { layer, language }: MaterialsTo): string {
  const meant = suitableStages.map((stage) => funnelLayers.label(stage, language)).join(", ");
  const theirs = layer === null ? "" : funnelLayers.label(layer, language);
  return {
    en: `⚠ Meant for: ${meant}. This customer is: ${theirs}.`,
    zh: `⚠ 适用于：${meant}。该客户处于：${theirs}。`,
  }[language];
}

async function sendButton(
  { trx, orgId }: OrgScope,
  material: Material,
  number: string,
  conversationId: string,
  { userId, language }: MaterialsTo,
): Promise<Button> {
  const id = newId();
  await trx("desk_offers").insert({
    id,
    org_id: orgId,
    conversation_id: conversationId,
    kind: "material",
    user_id: userId,
    content: JSON.stringify(plainText(textOfMaterial(material))),
    details: JSON.stringify({ material: { id: material.id, version: material.versionId } }),
  });
  const label = { en: `Send${number}`, zh: `发送${number}` }[language];
  return { id: `offer_send:${id}`, label, style: "primary" };
}

function showButton({ versionId }: Material, number: string, language: Language): Button {
  return { id: `material_show:${versionId}`, label: { en: `Look${number}`, zh: `预览${number}` }[language] };
}

function hasFile({ mediaUrl, thumbnailUrl }: Material): boolean {
  return keptFile(mediaUrl) !== null || keptFile(thumbnailUrl) !== null;
}
