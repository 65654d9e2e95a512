/** What an operator would copy out of the WeCom console. */
export interface WecomAccount {
  corpId: string;
  agentId: string;
  secret: string;
  /** Token and key of the callback (接收消息). */
  token: string;
  encodingAesKey: string;
}

export const demoAccount: WecomAccount = {
  corpId: "ww1f2e3d4c5b6a7980",
  agentId: "1000002",
  secret: "demo-app-secret-5f7c1a",
  token: "QDG6eK",
  encodingAesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
};
