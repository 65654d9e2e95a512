// Words that ask or say the same thing in a customer's question; the first of a line stands for the others. Written by
// hand: question words, modal words and the verbs of account service. Only words that mean the same in every such
// question belong here (多久 "how long" is not 什么时候 "when").
const GROUPS = `
怎么 如何 怎样 怎么样 咋 咋样 怎么办 怎么弄 咋办 咋弄 怎么做 怎么操作 该怎么 要怎么 应该怎么
为什么 为啥 为何 什么原因 怎么回事 咋回事 怎么会 啥原因 是什么原因 因为什么
什么时候 何时 啥时候 几时 哪天 什么时间 啥时间 几号
多久 多长时间 多少天 几天 多少时间
什么 啥 哪些 什么样
哪里 哪儿 在哪 何处 什么地方 在哪里 在哪儿 啥地方
多少 多少钱 几多
可以 能 能够 可否 能否 能不能 可不可以 是否可以 可不可 可 是否能
不能 无法 不可以 没法 没办法 不能够 用不了
没有 没 无 未 还没 没能
是不是 是否 是吗
开通 开启 启用 激活 打开 开户
关闭 关掉 停用 关了
注销 销户 销号
还款 还钱 还清 还掉
借款 借钱 贷款
提现 取现 取款 取钱 出金 提款
充值 入金 存钱 存款 存入
转账 转钱 转帐 汇款
修改 更改 变更 更换 改 换 更新
取消 撤销 撤回
查询 查看 查 看 查到
手机号 手机号码 电话号码 电话号
密码 口令
收费 费用 手续费
到账 到帐 入账 入帐
账号 账户 帐号 帐户
登录 登陆 登入
提高 提升 增加 上调
失败 不成功 未成功
客服 人工客服
使用 用
绑定 绑 关联
how
cannot can't cant unable couldn't couldnt
not don't dont doesn't doesnt didn't didnt isn't isnt hasn't hasnt haven't havent won't wont wasn't wasnt aren't arent no never
buy purchase purchased bought
get receive got received
money cash fund funds
top-up topup
pin passcode
id identity identification
fee charge fees charges charged
transfer transfers transferred transferring
refund refunded refunds reimburse
delete close closing deleting
wrong incorrect mistaken
lost lose missing
stolen steal stole
help assist
permitted allowed allow
need require required
phone mobile cellphone
arrive arrived
`;

/** Canonical word of each known word. Keys and values are folded. */
export const canonicalWords: ReadonlyMap<string, string> = new Map(
  GROUPS.trim()
    .split("\n")
    .flatMap((line) => {
      const [first = "", ...others] = line.split(" ");
      return others.map((word): [string, string] => [word, first]);
    }),
);
