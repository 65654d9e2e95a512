const texts = {
  en: {
    question: "How long does the account review take?",
    angry: "I have been waiting for two weeks. I am furious!",
    human: "Talk to a human",
    script: "account review",
    reply: "I am sorry for the wait. I have asked the review team, and you will hear from me today.",
  },
  zh: {
    question: "开户审核要多久？",
    angry: "我都等了两周了，我非常生气！",
    human: "转人工",
    script: "开户",
    reply: "非常抱歉让您久等了。我已经催促审核同事，今天之内给您答复。",
  },
};

/** What the story's people say, in the customer's language. */
export const storyTexts = (language) => texts[language];
