import type { CountryCode } from "libphonenumber-js/max";
import { z } from "zod";
import { InputError } from "../../infra/errors.ts";
import { normalEmail, normalPhone, normalWechat } from "../customers/contact-points.ts";

/** The columns of a file of leads, and what else they may be called. */
export const leadColumns = {
  external_ref: ["外部编号", "编号", "id"],
  contact_name: ["姓名", "联系人", "客户姓名", "name"],
  contact_phone: ["电话", "手机", "手机号", "联系电话", "phone", "mobile"],
  contact_wechat: ["微信", "微信号", "wechat"],
  contact_email: ["邮箱", "电子邮箱", "email", "e-mail"],
  contact_dingtalk: ["钉钉", "dingtalk"],
  company_name: ["公司", "公司名称", "company"],
  company_industry: ["行业", "所属行业", "industry"],
  company_size: ["公司规模", "规模"],
  province: ["省份", "省"],
  city: ["城市", "市"],
  district: ["区县", "区"],
  source_platform: ["来源平台", "平台", "source"],
  source_detail: ["来源", "来源详情", "来源说明"],
  utm_source: [],
  utm_medium: [],
  utm_campaign: [],
  utm_content: [],
  utm_term: [],
} as const satisfies Record<string, readonly string[]>;
export type LeadColumn = keyof typeof leadColumns;

const columnNames = new Map<string, LeadColumn>(
  (Object.entries(leadColumns) as [LeadColumn, readonly string[]][]).flatMap(([column, others]) =>
    [column, ...others].map((name) => [name, column] as const),
  ),
);

/** The column that a header means, in either language; null when it means none. */
export function readLeadHeader(header: string): LeadColumn | null {
  return (
    columnNames.get(
      header
        .normalize("NFKC")
        .trim()
        .toLowerCase()
        .replace(/[\s-]+/g, "_"),
    ) ??
    columnNames.get(header.normalize("NFKC").trim().toLowerCase()) ??
    null
  );
}

const text = (max: number) =>
  z
    .string()
    .transform((value) => value.normalize("NFKC").trim())
    .pipe(z.string().max(max, `has at most ${max} characters`))
    .transform((value) => value || null)
    .nullable()
    .default(null);

const Row = z.object({
  external_ref: text(200),
  contact_name: text(200),
  contact_phone: text(40),
  contact_wechat: text(40),
  contact_email: text(254),
  contact_dingtalk: text(100),
  company_name: text(200),
  company_industry: text(100),
  company_size: text(100),
  province: text(100),
  city: text(100),
  district: text(100),
  source_platform: text(50),
  source_detail: text(500),
  utm_source: text(200),
  utm_medium: text(200),
  utm_campaign: text(200),
  utm_content: text(200),
  utm_term: text(200),
});
export type LeadRow = z.infer<typeof Row>;

/** A row of a file of leads, by our columns. @throws InputError saying all that is wrong with it. */
export function readLeadRow(record: Record<string, unknown>, country: CountryCode): LeadRow {
  const { data, error } = Row.safeParse(record);
  if (!data) throw new InputError(error.issues.map(({ path, message }) => `${path.join(".")} ${message}`).join("; "));
  const contacts = {
    contact_phone: data.contact_phone && normalPhone(data.contact_phone, country),
    contact_email: data.contact_email && normalEmail(data.contact_email),
    contact_wechat: data.contact_wechat && normalWechat(data.contact_wechat),
  };
  const wrong = (Object.keys(contacts) as (keyof typeof contacts)[]).filter(
    (column) => data[column] !== null && contacts[column] === null,
  );
  if (wrong.length > 0) throw new InputError(wrong.map((column) => faults[column]).join("; "));
  if (Object.values({ ...contacts, dingtalk: data.contact_dingtalk }).every((value) => value === null)) {
    throw new InputError(
      "no way to reach them: contact_phone, contact_email, contact_wechat and contact_dingtalk are empty",
    );
  }
  return { ...data, ...contacts };
}

const faults = {
  contact_phone: "contact_phone is no phone number (with +COUNTRY, or one of organization.country)",
  contact_email: "contact_email is no e-mail address",
  contact_wechat: "contact_wechat is no WeChat id (a letter, then 5 to 19 letters, digits, - or _)",
};
