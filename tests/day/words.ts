import type { Meaning } from "./log.ts";

export type Tongue = "en" | "zh" | "traditional";

/** What customers say, each meaning in several wordings. Those without an answer in the knowledge are `odd`. */
export const says: Record<Exclude<Meaning, "sticker" | "picture" | "rating">, Record<Tongue, readonly string[]>> = {
  question: {
    en: ["How long does a withdrawal take?", "When will my withdrawal arrive?", "How do I open an account?"],
    zh: ["出金多久到账？", "提现需要几天？", "怎么开户？"],
    traditional: ["出金多久到帳？", "提現需要幾天？", "怎麼開戶？"],
  },
  human: {
    en: ["I want to talk to a human", "Please connect me to a person", "Can I talk to an agent please?"],
    zh: ["转人工", "我要找真人客服", "请帮我转人工"],
    traditional: ["轉人工", "我要找真人客服", "請幫我轉人工"],
  },
  anger: {
    en: ["This is ridiculous, I am waiting for days and nobody helps me!", "Terrible service, I am really angry now"],
    zh: ["太差劲了，等了几天都没人管！", "你们的服务真垃圾，我很生气"],
    traditional: ["太差勁了，等了幾天都沒人管！", "你們的服務真垃圾，我很生氣"],
  },
  danger: {
    en: [
      "A man in a group told me to send him money first so that my withdrawal is unlocked",
      "I lost everything, I do not want to live any more",
      "Somebody changed my password, my account was hacked",
    ],
    zh: ["群里的老师让我先转钱才能解冻出金", "我亏光了，不想活了", "我的账户被盗了，密码被人改了"],
    traditional: ["群裡的老師讓我先轉錢才能解凍出金", "我虧光了，不想活了", "我的帳戶被盜了，密碼被人改了"],
  },
  odd: {
    en: ["Does the office in Oslo have a garden?", "Which form do I need for my grandmother's farm?"],
    zh: ["你们在奥斯陆的办公室有花园吗？", "我奶奶的农场需要哪张表格？"],
    traditional: ["你們在奧斯陸的辦公室有花園嗎？", "我奶奶的農場需要哪張表格？"],
  },
  thanks: { en: ["thanks", "Thank you!"], zh: ["谢谢", "多谢"], traditional: ["謝謝", "多謝"] },
};

/** What an agent answers, before the marker. */
export const answers: Record<Tongue, readonly string[]> = {
  en: ["I am looking into it for you", "Your request is with our back office", "Could you tell me when that was?"],
  zh: ["我正在为您查询", "您的申请已提交后台", "请问是什么时候的事？"],
  traditional: ["我正在为您查询", "您的申请已提交后台", "请问是什么时候的事？"],
};

/** Which the gate holds for a manager. */
export const forbidden: Record<Tongue, string> = {
  en: "We guarantee a profit of ten percent every month",
  zh: "我们保证每月盈利百分之十",
  traditional: "我们保证每月盈利百分之十",
};
