"""Sentences written for this purpose: questions with a word put in, and the language of a broker's customers."""
import random

ZH_ANY = [
    "怎么{v}", "如何{v}{n}", "{n}是什么", "{n}是什么意思", "为什么{n}不能{v}", "{n}在哪里{v}", "我的{n}怎么{v}不了",
    "{n}多少钱", "{v}{n}需要什么条件", "有没有{n}", "{n}和{m}有什么区别", "什么时候可以{v}{n}", "{n}失败了怎么办",
    "可以{v}{n}吗", "能不能{v}{m}的{n}", "帮我{v}一下{n}", "{n}怎么用", "哪个{n}比较好", "我想{v}{n}", "{n}没有收到",
    "请问{n}怎么{v}", "{n}一直{v}不了", "谁知道{n}的{m}", "最好的{n}有哪些", "取消{n}", "{n}为什么这么{a}", "{v}{n}要多久",
    "{n}有什么{m}", "求{n}", "{n}怎样才算{a}", "不想{v}{n}了", "没有{n}能{v}吗", "{n}是谁的{m}", "今天的{n}很{a}",
    "他{v}了{n}", "{n}的{m}是多少", "这个{n}太{a}了", "{m}的{n}叫什么名字", "{a}的{n}图片", "学{n}有用吗", "{n}怎么读",
    "关于{n}的{m}", "{v}的时候{n}不见了", "多久{v}一次{n}", "{n}可以和{m}一起{v}吗", "{n}怎么写", "哪里有{n}", "{n}怎么做{m}",
]
EN_ANY = [
    "how do i {v} a {n}", "what is a {n}", "why is my {n} so {a}", "where can i {v} the {n}", "how much does a {n} cost",
    "can i {v} my {n}", "what is the difference between {n} and {m}", "my {n} did not {v}", "when will the {n} {v}",
    "i want to {v} the {n}", "please {v} my {n}", "is there a {n} for {m}", "i lost my {n}", "the {n} is {a}",
    "which {n} should i {v}", "do you have a {a} {n}", "i cannot {v} the {n}", "tell me about {n}", "is the {n} {a}",
    "who made the {n}", "what does {n} mean", "how long does it take to {v} a {n}", "help me {v} this {n}",
    "the {n} of the {m}", "a {a} {n} and a {m}", "they {v} the {a} {n}", "why can't i {v} a {n}", "best {n} for {m}",
]

ZH_ACTIONS = """出金 入金 提现 提款 取款 取钱 充值 存款 转账 汇款 退款 开户 销户 注销账户 登录 注册 绑定银行卡 解绑银行卡 更换银行卡 修改密码
重置密码 找回密码 实名认证 身份验证 上传证件 更换手机号 修改邮箱 下单 平仓 开仓 挂单 撤单 加仓 减仓 设置止损 设置止盈 调整杠杆 追加保证金
申请返佣 成为代理 推荐朋友 领取赠金 参加活动 下载软件 安装客户端 联系客服 投诉 转人工 查询余额 查看账单 导出对账单 还款 提前还款 分期
延期还款 借款 申请贷款 提升额度 降低额度 开通账户 关闭账户 冻结账户 解冻账户 激活银行卡 挂失银行卡 扫码支付 付款 收款 开发票 申请退货
取消订单 修改地址 查物流 换汇 跟单 复制交易 同名账户转账 内部转账 申购基金 赎回基金 买股票 卖股票 打新 交割 行权""".split()
ZH_THINGS = """手续费 点差 佣金 隔夜利息 库存费 杠杆 保证金 预付款 爆仓线 强平 滑点 汇率 利息 利率 年化收益 违约金 额度 账单 还款日 逾期 征信 信用卡
借记卡 银行卡 手机号 验证码 短信 邮箱 密码 身份证 护照 地址证明 账户 模拟账户 真实账户 交易账户 钱包 余额 资金 净值 浮动盈亏 订单 持仓
成交记录 历史订单 报价 行情 交易时间 休市 节假日安排 黄金 原油 外汇 股指 比特币 数字货币 美元 人民币 港币 电汇 支付宝 微信支付 平台
软件 服务器 客户经理 客服 监管 牌照 合同 协议 风险提示 赠金 返佣 代理 活动 优惠券 积分 会员 发票 物流 快递 网络 系统维护 基金 股票 债券 期权 期货""".split()
ZH_ABOUT_ACTION = [
    "怎么{x}", "如何{x}", "{x}要多久", "{x}需要多长时间到账", "{x}一直没到账", "{x}失败怎么办", "为什么不能{x}", "{x}不了", "{x}收手续费吗",
    "{x}最低多少", "{x}有限额吗", "我要{x}", "可以{x}吗", "{x}的步骤是什么", "{x}需要什么材料", "在哪里{x}", "{x}被拒绝了", "{x}还没处理",
    "请帮我{x}", "今天能{x}吗", "周末可以{x}吗", "我不想{x}了", "{x}成功了吗", "没有收到{x}的通知", "手机上怎么{x}", "{x}之后能取消吗",
    "{x}安全吗", "{x}提示错误", "什么时候才能{x}", "你们什么时候给我{x}", "{x}和{y}有什么区别", "先{x}还是先{y}", "{x}以后怎么{y}",
]
ZH_ABOUT_THING = [
    "{x}是多少", "{x}怎么算", "什么是{x}", "{x}在哪里看", "{x}为什么变了", "{x}不对", "怎么查{x}", "没有{x}怎么办", "{x}可以改吗", "收不到{x}",
    "我的{x}呢", "{x}太高了", "有{x}吗", "{x}什么时候更新", "支持{x}吗", "{x}和{y}有什么关系", "{x}打不开", "{x}被冻结了", "忘记{x}了",
    "{x}过期了", "{x}丢了怎么办", "更换{x}", "请告诉我{x}", "{x}有什么要求", "{x}影响{y}吗", "最新的{x}",
]

EN_ACTIONS = """withdraw money|make a withdrawal|deposit funds|fund my account|transfer money|get a refund|open an account|close my account|log in|sign up|
register|link a bank card|remove my card|change my password|reset my password|verify my identity|upload my documents|change my phone number|
update my email|place an order|close a position|open a trade|cancel an order|set a stop loss|set a take profit|change my leverage|add margin|
become a partner|refer a friend|claim the bonus|download the app|install the platform|contact support|make a complaint|talk to a person|
check my balance|see my statement|repay the loan|pay in instalments|raise my limit|freeze my account|unlock my account|activate the card|
report a lost card|pay by card|get an invoice|return the goods|change my address|track my parcel|exchange currency|copy a trader|
buy shares|sell shares|redeem the fund|top up|cash out|dispute a charge|stop a payment|schedule a transfer""".replace("\n", "").split("|")
EN_THINGS = """fee|spread|commission|swap|overnight interest|leverage|margin|margin call|stop out level|slippage|exchange rate|interest rate|limit|statement|
credit card|debit card|bank card|bank account|phone number|verification code|password|passport|identity card|proof of address|demo account|
live account|trading account|wallet|balance|equity|floating loss|order|position|trade history|quote|price|trading hours|holiday schedule|gold|
crude oil|forex|index|bitcoin|crypto|dollar|euro|wire transfer|platform|app|server|account manager|customer service|regulator|licence|contract|
agreement|risk warning|bonus|rebate|partner|promotion|voucher|invoice|delivery|network|maintenance|fund|stock|bond|option|future|pin|
direct debit|standing order|cheque|cash|atm|payment|transfer|refund|top up|charge|currency""".replace("\n", "").split("|")
EN_ABOUT_ACTION = [
    "how do i {x}", "how can i {x}", "how long does it take to {x}", "i want to {x}", "i need to {x}", "why can't i {x}", "can i {x}",
    "can i {x} on weekends", "is there a fee to {x}", "what do i need to {x}", "where do i {x}", "i tried to {x} but it failed",
    "i was not able to {x}", "please help me {x}", "when can i {x}", "i do not want to {x}", "is it safe to {x}", "what happens after i {x}",
    "what is the minimum to {x}", "is it possible to {x} and then {y}", "i could not {x} today", "should i {x} or {y}",
]
EN_ABOUT_THING = [
    "what is the {x}", "how is the {x} calculated", "where can i see the {x}", "why did the {x} change", "the {x} is wrong",
    "i did not get the {x}", "i lost my {x}", "my {x} has not arrived", "can i change my {x}", "my {x} is not working", "the {x} is too high",
    "do you support {x}", "why was my {x} declined", "my {x} is still pending", "there is a {x} i do not recognise", "my {x} expired",
    "i forgot my {x}", "which {x} do you accept", "does the {x} affect the {y}", "tell me about the {x}", "extra {x} on my account",
    "is there a limit on the {x}", "how do i get a new {x}", "someone stole my {x}",
]


def spoken(rng, any_templates, nouns, verbs, adjectives, count):
    """`nouns` and the others are lists of (word, weight)."""
    def pick(pairs, many):
        return rng.choices([word for word, _ in pairs], [weight for _, weight in pairs], k=many)

    ns, ms, vs, adjs = pick(nouns, count), pick(nouns, count), pick(verbs, count), pick(adjectives, count)
    return [rng.choice(any_templates).format(n=n, m=m, v=v, a=a) for n, m, v, a in zip(ns, ms, vs, adjs)]


def of_the_desk(rng):
    texts = []
    for templates, words in (
        (ZH_ABOUT_ACTION, ZH_ACTIONS), (ZH_ABOUT_THING, ZH_THINGS), (EN_ABOUT_ACTION, EN_ACTIONS), (EN_ABOUT_THING, EN_THINGS),
    ):
        texts += [template.format(x=x, y=rng.choice(words)) for template in templates for x in words]
    return texts


def generator(seed):
    return random.Random(seed)
