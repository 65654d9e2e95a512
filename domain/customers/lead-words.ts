import { wordList } from "../language/word-list.ts";

export const leadStatuses = wordList({
  new: { en: "new", zh: "新线索", also: ["新"] },
  contacted: { en: "contacted", zh: "已联系" },
  qualified: { en: "qualified", zh: "合格", also: ["已确认"] },
  converted: { en: "converted", zh: "已转化" },
  lost: { en: "lost", zh: "流失" },
});

export const leadActivityTypes = wordList({
  page_view: { en: "page view", zh: "浏览页面" },
  form_submit: { en: "form submitted", zh: "提交表单" },
  chat_start: { en: "chat started", zh: "发起会话" },
  email_open: { en: "e-mail opened", zh: "打开邮件" },
  link_click: { en: "link clicked", zh: "点击链接" },
  download: { en: "download", zh: "下载" },
  event_attend: { en: "event attended", zh: "参加活动" },
  call: { en: "call", zh: "通话" },
});
