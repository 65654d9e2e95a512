import { wordList } from "../language/word-list.ts";
import type { ScriptLevel } from "./script.ts";

export const scriptLevelWords = wordList<ScriptLevel>({
  beginner: { en: "beginner", zh: "初级" },
  intermediate: { en: "intermediate", zh: "中级" },
  advanced: { en: "advanced", zh: "高级" },
});

export const materialTypes = wordList({
  image: { en: "picture", zh: "图片" },
  video: { en: "video", zh: "视频" },
  text: { en: "text", zh: "文字", also: ["文本"] },
  mixed: { en: "pictures and text", zh: "图文", also: ["混合"] },
});

export const materialStatuses = wordList({
  pending: { en: "waits for approval", zh: "待审批" },
  approved: { en: "approved", zh: "已批准" },
  rejected: { en: "rejected", zh: "已驳回" },
});
