import { type CodeOf, wordList } from "../language/word-list.ts";

export const leadStatuses = wordList({
  new: { en: "new", zh: "新线索", also: ["新"] },
  contacted: { en: "contacted", zh: "已联系" },
  qualified: { en: "qualified", zh: "合格", also: ["已确认"] },
  converted: { en: "converted", zh: "已转化" },
  lost: { en: "lost", zh: "流失" },
});
export type LeadStatus = CodeOf<typeof leadStatuses>;

export const leadActivityTypes = wordList({
  page_view: { en: "page view", zh: "浏览页面" },
  form_submit: { en: "form submitted", zh: "提交表单" },
  chat_start: { en: "chat started", zh: "发起会话" },
  email_open: { en: "e-mail opened", zh: "打开邮件" },
  link_click: { en: "link clicked", zh: "点击链接" },
  download: { en: "download", zh: "下载" },
  event_attend: { en: "event attended", zh: "参加活动" },
  call: { en: "call", zh: "通话" },
  message: { en: "wrote", zh: "发来消息" },
  returned: { en: "came back after days", zh: "隔日回访" },
  account_question: { en: "asked about opening an account", zh: "询问开户" },
  deposit_question: { en: "asked about depositing", zh: "询问入金" },
  documents_question: { en: "asked about documents", zh: "询问资料或认证" },
  contact_given: { en: "gave a way to reach them", zh: "留下联系方式" },
  imported: { en: "imported from a file", zh: "文件导入" },
  status_change: { en: "status changed", zh: "状态变更" },
  assigned: { en: "assigned", zh: "分配" },
});
export type LeadActivityType = CodeOf<typeof leadActivityTypes>;
