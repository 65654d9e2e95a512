export interface LeadSource {
  /** The raw payload, as it came. */
  sourceDetail: string | null;
  utmSource: string | null;
  utmMedium: string | null;
  utmCampaign: string | null;
  utmContent: string | null;
  utmTerm: string | null;
}

const UTM_LIMIT = 200;
const DETAIL_LIMIT = 500;

/**
 * Where a lead came from, read out of a Telegram `/start` payload or a 微信客服 `scene_param`. The UTM fields are filled
 * when the payload is a query string or base64url of one (Telegram allows only `A-Za-z0-9_-`).
 */
export function parseLeadSource(payload: string | undefined): LeadSource {
  const detail = payload?.trim().slice(0, DETAIL_LIMIT) || null;
  const query = detail === null ? null : queryOf(detail);
  const utm = (name: string) => query?.get(`utm_${name}`)?.trim().slice(0, UTM_LIMIT) || null;
  return {
    sourceDetail: detail,
    utmSource: utm("source"),
    utmMedium: utm("medium"),
    utmCampaign: utm("campaign"),
    utmContent: utm("content"),
    utmTerm: utm("term"),
  };
}

function queryOf(payload: string): URLSearchParams | null {
  const candidates = [payload];
  if (/^[A-Za-z0-9_-]+$/.test(payload)) candidates.push(Buffer.from(payload, "base64url").toString("utf8"));
  const found = candidates.find((text) => /^\??utm_[a-z]+=|[?&]utm_[a-z]+=/.test(text));
  return found === undefined ? null : new URLSearchParams(found.replace(/^[^?]*\?/, ""));
}
