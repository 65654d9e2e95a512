import type { Language } from "../../../domain/language/language.ts";

/** Who says a line: the customer, the bot from its knowledge, or an agent. */
export type Speaker = "customer" | "bot" | "agent";
export type Line = readonly [Speaker, string];

export interface Talk {
  /** What it is about, as a note names it. */
  topic: string;
  /** How the customer feels at its end: what they rate by. */
  ends: "glad" | "neutral" | "angry";
  /** Only somebody who has an account, or money there, asks this. */
  needs: "nothing" | "account" | "deposit";
  lines: Record<Language, readonly Line[]>;
}

export const talks: readonly [Talk, ...Talk[]] = [
  {
    topic: "opening",
    ends: "glad",
    needs: "nothing",
    lines: {
      zh: [
        ["customer", "你好，请问怎么开户？"],
        ["bot", "您好，请在官网点击“注册”，填写资料并上传身份证明与地址证明即可。"],
        ["customer", "审核要多久？想请人工帮我看一下资料"],
        ["agent", "您好，我来帮您看。请问您上传的是身份证还是护照？一般一个工作日内完成审核。"],
        ["customer", "身份证，已经传好了，谢谢你"],
        ["agent", "收到，资料清晰，已为您转交审核。审核结果会发到您的邮箱。"],
      ],
      en: [
        ["customer", "Hi, how do I open an account?"],
        ["bot", "Register on our website, fill in your details and upload proof of identity and of address."],
        ["customer", "How long does the review take? Could a person look at my documents?"],
        [
          "agent",
          "Happy to look. Did you upload a passport or an identity card? Reviews take one business day as a rule.",
        ],
        ["customer", "My passport, it is uploaded. Thank you!"],
        ["agent", "I can see it and it is legible. The review has it now, and the result will reach you by e-mail."],
      ],
    },
  },
  {
    topic: "documents",
    ends: "neutral",
    needs: "nothing",
    lines: {
      zh: [
        ["customer", "地址证明可以用哪些文件？"],
        ["bot", "近三个月内的水电账单、银行对账单或政府信函都可以，需显示姓名与地址。"],
        ["customer", "手机账单被退回了，为什么？请转人工"],
        ["agent", "抱歉让您多跑一趟。手机账单上没有住址，所以无法通过。您方便上传银行对账单吗？"],
        ["customer", "好的，晚点上传"],
      ],
      en: [
        ["customer", "Which documents do you accept as proof of address?"],
        [
          "bot",
          "A utility bill, a bank statement or a letter of an authority of the last three months, with your name and address.",
        ],
        ["customer", "My phone bill was refused. Why? I would like to talk to a person"],
        [
          "agent",
          "Sorry for the extra step: a phone bill does not show where you live. Could you upload a bank statement instead?",
        ],
        ["customer", "OK, I will do it later"],
      ],
    },
  },
  {
    topic: "deposit",
    ends: "glad",
    needs: "account",
    lines: {
      zh: [
        ["customer", "入金支持哪些方式？"],
        ["bot", "支持银行电汇、银行卡与 USDT，到账时间以付款方式为准。"],
        ["customer", "我刚电汇了，能帮我查一下吗？转人工"],
        ["agent", "可以，请问汇款备注里写的是哪个账号？"],
        ["customer", "写的是我的交易账号，回单已经发邮箱"],
        ["agent", "看到了，款项已到银行，财务核对后今天入账。"],
        ["customer", "太好了，谢谢"],
      ],
      en: [
        ["customer", "How can I deposit?"],
        ["bot", "By bank transfer, card or USDT. When it arrives depends on the way you pay."],
        ["customer", "I have just sent a transfer. Can somebody check it? A human please"],
        ["agent", "Of course. Which account number did you write in the reference?"],
        ["customer", "My trading account, and I sent the receipt by e-mail"],
        ["agent", "I see it: the bank has it, and it will be booked today after the check."],
        ["customer", "Great, thank you"],
      ],
    },
  },
  {
    topic: "withdrawal",
    ends: "neutral",
    needs: "deposit",
    lines: {
      zh: [
        ["customer", "出金一般多久到账？"],
        ["bot", "出金申请审核后，银行电汇通常需要两到三个工作日。"],
        ["customer", "知道了"],
      ],
      en: [
        ["customer", "How long does a withdrawal take?"],
        ["bot", "Once approved, a bank transfer usually takes two to three business days."],
        ["customer", "I see"],
      ],
    },
  },
  {
    topic: "late withdrawal",
    ends: "angry",
    needs: "deposit",
    lines: {
      zh: [
        ["customer", "我的出金三天了还没到账，太慢了！"],
        ["bot", "很抱歉给您带来不便，已为您转接人工客服。"],
        ["customer", "再不处理我就投诉"],
        ["agent", "非常抱歉让您久等。我查到银行退回了款项，因为收款姓名不一致。请问收款账户是您本人的吗？"],
        ["customer", "是我本人的，姓名拼音写错了"],
        ["agent", "明白，请您更正后重新提交，我会跟进到款项汇出为止。"],
        ["customer", "这次的体验很差，希望快点"],
      ],
      en: [
        ["customer", "My withdrawal has been pending for three days. This is far too slow!"],
        ["bot", "I am sorry about that. A colleague will answer you here."],
        ["customer", "I will file a complaint if nobody deals with it"],
        [
          "agent",
          "I am sorry that you had to wait. The bank returned it because the name differs. Is the account in your own name?",
        ],
        ["customer", "Yes it is mine, the spelling was wrong"],
        ["agent", "Thank you. Please correct it and ask again; I will follow it until the money has left."],
        ["customer", "A bad experience, please be quick"],
      ],
    },
  },
  {
    topic: "complaint",
    ends: "angry",
    needs: "deposit",
    lines: {
      zh: [
        ["customer", "昨晚非农的时候滑点非常大，我要投诉"],
        ["bot", "很抱歉，已为您转接人工客服。"],
        ["agent", "您好，已为您登记投诉。请问是哪一笔订单？我们会核对成交时的报价。"],
        ["customer", "黄金那一笔，大概八点半"],
        ["agent", "收到，交易部会在两个工作日内书面答复您。"],
        ["customer", "我很失望，等你们答复"],
      ],
      en: [
        ["customer", "The slippage at the news last night was huge. I want to complain"],
        ["bot", "I am sorry. A colleague will answer you here."],
        [
          "agent",
          "I have recorded your complaint. Which order is it about? We will compare it with the quotes at that moment.",
        ],
        ["customer", "The gold one, about half past eight"],
        ["agent", "Thank you. Our dealing desk will answer you in writing within two business days."],
        ["customer", "I am disappointed, I wait for your answer"],
      ],
    },
  },
  {
    topic: "fees",
    ends: "neutral",
    needs: "nothing",
    lines: {
      zh: [
        ["customer", "标准账户的点差和手续费是多少？"],
        ["bot", "标准账户不收佣金，点差随行情浮动，各品种的参考点差见官网“交易条件”。"],
        ["customer", "好的，明白了"],
      ],
      en: [
        ["customer", "What are the spreads and fees of a standard account?"],
        [
          "bot",
          "A standard account has no commission; spreads float, and typical ones stand under Trading conditions on our website.",
        ],
        ["customer", "Understood"],
      ],
    },
  },
  {
    topic: "password",
    ends: "glad",
    needs: "account",
    lines: {
      zh: [
        ["customer", "登录不了交易平台，提示密码错误"],
        ["bot", "请在客户专区点击“忘记密码”，重置邮件会发到您登记的邮箱。"],
        ["customer", "没收到邮件，找人工"],
        ["agent", "您好，请先看看垃圾邮件。我也已为您重新发送，请问现在收到了吗？"],
        ["customer", "收到了，可以登录了，非常感谢"],
      ],
      en: [
        ["customer", "I cannot log in to the platform, it says wrong password"],
        ["bot", "Choose Forgot password in the client area: the e-mail goes to the address you registered."],
        ["customer", "I got no e-mail. I need a person"],
        ["agent", "Please look in the spam folder first. I have sent it once more: has it arrived?"],
        ["customer", "It has, I am in. Thanks a lot"],
      ],
    },
  },
];

/** What somebody wrote last who still waits. */
export const waiting: Record<Language, readonly [string, ...string[]]> = {
  zh: ["请转人工，我想确认入金是否到账", "有人在吗？我的资料什么时候审核完", "请帮我查一下出金进度"],
  en: [
    "A person please: has my deposit arrived?",
    "Is anybody there? When will my documents be reviewed?",
    "Can you check my withdrawal?",
  ],
};
