/** The languages that customers and staff are answered in. */
export const languages = ["zh", "en"] as const;
export type Language = (typeof languages)[number];
