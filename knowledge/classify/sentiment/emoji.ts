/** Emoji and kaomoji that tell a feeling: sign, valence, whether of anger. 🙏 thanks and begs alike, so it is not here. */
export const emojiSentiment: readonly (readonly [emoji: string, valence: number, isAngry: boolean])[] = [
  ...each("😀😃😄😁😊🙂😍🥰😘🤗👍👏💯🎉❤💪🌹😎🤩", 2, false),
  ...each("😂🤣😅👌", 1, false),
  ...each("🙁☹😞😔😢😭😩😫😓😥💔👎😟😕😰😨🥺", -2, false),
  ...each("😒🙄😑😤", -1.5, false),
  ...each("😡😠🤬👿🖕💢", -3, true),
  [":)", 1.5, false],
  [":-)", 1.5, false],
  [":d", 2, false],
  [":(", -1.5, false],
  [":-(", -1.5, false],
  ["[强]", 2, false],
  ["[玫瑰]", 2, false],
  ["[微笑]", 0.5, false],
  ["[愉快]", 2, false],
  ["[怒]", -3, true],
  ["[发怒]", -3, true],
  ["[流泪]", -1.5, false],
  ["[弱]", -2, false],
];

function each(signs: string, valence: number, isAngry: boolean) {
  return Array.from(signs, (sign) => [sign, valence, isAngry] as const);
}
