import type { ClaimEntry } from "./claim-entry.ts";
import { disguisedWords, pinyinForms } from "./pinyin.ts";

/**
 * What no licensed firm lets its people promise, in the words that are used for it. Drawn from the rules on fair and
 * balanced communication (FINRA 2210; 金融产品网络营销 rules on 保本, 保收益); an organisation adds its own.
 */
export const defaultClaims: ClaimEntry[] = withPinyin([
  {
    id: "guaranteed_return",
    patterns: combine(
      "绝对 肯定 一定 必然 必定 百分百 百分之百 100% 包 包您 包你",
      "盈利 赚钱 获利 回本 赢 能赚 会赚 有收益",
    ).concat(
      lines(`
      保证…盈利 有钱赚 写进合同 获利有保障 盈利有保障 利润有保障 有保障的收益 稳定月入
      保证…收益 保证…赚 保证…回本 保证…利润 保证不亏 保证不爆仓 保证不会亏 保收益 保息 保盈利 承诺…收益
      承诺…盈利 承诺…回报 收益有保障 收益保证 收益保底 保底收益 保底 固定收益 月息 日息 保你赚 保您赚 保赚
      包你赚 包您赚 一定能赚 肯定能赚 一定赚 肯定赚 一定盈利 稳定盈利 保证…赚到 保证兑付 刚性兑付 稳定收益
      固定分红 铁定赚 铁定盈利 稳赚到 都能赚 天天都赚 从不失败 变两万 变三万 稳定…分红 固定…回报 必定盈利 准能赚 准赚 包回本
      收益稳定 收益…保障 收益不低于 收益率不低于 回报不低于 回报率不低于 至少赚 最少赚 保证…翻 百分百赚
      百分之百赚 100%赚 百分百盈利 百分之百盈利 100%盈利 保证回报 回报…保证 收益…保证 回报有保障 必有回报
      稳健收益保证 旱涝保收 每天都赚 天天赚钱 就能赚钱`),
      texts(`
      guarantee* … return* | guarantee* … profit* | guarantee* … income | guarantee* … gain* | guarantee* … win*
      guarantee* … make money | guarantee* … double | guarantee* … earning* | return* … guaranteed
      profit* … guaranteed | income … guaranteed | gains … guaranteed | sure profit* | sure win | sure thing
      assured return* | assured profit* | certain profit | always profitable | profits every … day
      profit every … day | definitely make money | definitely profit | definitely earn | definitely win
      you will make money | surely profit | guarantee* … grow | profit* … assured | return* … assured
      a fixed return | fixed returns | guaranteed passive | you can only win | per day …… guaranteed
      per week …… guaranteed | per month …… guaranteed | a month …… guaranteed | a week …… guaranteed
      a day …… guaranteed | monthly …… guaranteed | weekly …… guaranteed | daily …… guaranteed
      annually …… guaranteed | guaranteed …… weekly | guaranteed …… monthly | guaranteed …… daily
      guaranteed …… per month | guaranteed …… per week | guaranteed …… per day | guaranteed …… a month
      sure fire | surefire | at least …… profit every | stable profit* | steady guaranteed | 100% profit
      promise … a return | promise … a profit | assure* you … profit* | assure* you … return*
      makes money every | make money every | made money every | without doing anything | at least … profit per
      profit … every week | profit … every month | certain to profit | certain to make | sure to make | sure to profit | bound to make | bound to profit
      promise you … return* | promise you … profit* | we promise … return* | i promise … return*
      we promise … profit* | i promise … profit* | fixed monthly return* | fixed daily return*
      fixed weekly return*`),
    ),
    exceptions: lines(`
      不保证 不能保证 不承诺 不得承诺 不能承诺 无法承诺 未承诺 没有承诺 禁止承诺 严禁承诺 无法保证 不可能保证
      难以保证 没有人能保证 没人能保证 谁也不能保证 保证金 不保息 不保收益 固定收益类 固定收益部门 固定收益产品
      固定收益证券 固定收益投资 固定收益基金 不固定 不一定赚 不一定盈利 不一定 未必 不见得 不保底 不一定能赚`).concat(
      texts(`
      no guarantee | not guarantee* | guaranteed stop | guaranteed stops | are returns guaranteed
      are profits guaranteed | is profit guaranteed | sure profit and loss`),
    ),
    reason: {
      zh: "不得承诺或保证收益。",
      en: "Returns must not be promised or guaranteed.",
    },
    severity: "high",
  },
  {
    id: "capital_protected",
    patterns: lines(`
      保本 保证本金 本金保证 本金…绝对安全 资金…绝对安全 本金…百分百安全 本金有保障 本金…有保障 资金…无忧
      本金零损失 本金0损失 本金不亏 本金无忧 保证…本金 本金…不会受损 本金全额保障 本金100%安全 本金不会损失
      保你本金 担保本金 包…本金无忧 本金…兜底 本金…零风险`).concat(
      texts(`
      capital … guaranteed | principal … guaranteed | capital protected | principal protected
      guaranteed capital | guarantee* your capital | guarantee* your principal | capital … 100% safe
      principal … 100% safe | money … completely safe | money … 100% safe | 100% safe investment
      deposit is insured against | insured against any loss* | insured against losses | deposit … fully protected
      deposit … 100% safe | capital is safe | principal is safe | money is protected
      absolutely safe investment | completely safe investment | protect* your principal | funds … 100% safe`),
    ),
    exceptions: lines("不保本 非保本 保本吗 不保证本金 保本单").concat(texts("capital is not guaranteed")),
    reason: {
      zh: "不得宣称保本或本金绝对安全。",
      en: "Capital must not be called protected or completely safe.",
    },
    severity: "high",
  },
  {
    id: "no_loss",
    patterns: lines(`
      稳赚 稳赚不赔 包赚 必赚 稳赢 包赢 必赢 躺赚 躺着赚 只赚不亏 只赚不赔 不会亏 不可能亏 绝不亏 绝不会亏
      绝无亏损 永不亏损 从不亏损 无本万利 闭眼赚 轻松赚钱 没有客户亏过 没有人亏过 没人亏过 从没亏过 从未失手
      从不失手 零回撤 无回撤 闭着眼 从来没亏过 没亏过 零亏损 0亏损 躺赢 稳稳的幸福 稳稳赚 稳稳地赚 稳稳盈利
      从来不亏 从不亏 绝不会赔 不可能赔 没有…亏损的可能 没有亏损可能 稳稳当当…赚 稳稳当当赚 稳当赚钱
      坐等赚钱 坐着赚钱 白赚 捡钱 送钱 稳拿 赚钱很容易`).concat(
      texts(`
      no possibility of … loss* | zero chance of los* | no danger of los* | can only grow | only grows
      can't lose | cannot lose | can not lose | impossible to lose | no way to lose | no way you … lose
      never lose | never loses | won't lose | will not lose | will never lose | no chance of losing
      nothing to lose | no losing trades | never had a loss | never a loss | win every trade | never lost money
      never had a losing | never made a loss | only win | can't fail | cannot fail | can not fail
      can't go wrong | cannot go wrong | can not go wrong | everyone … made money | everyone … makes money
      everyone … makes a profit | everybody … made money | all our clients … profit*
      all of our clients … profit* | nobody … loses | nobody … lost | no one … has lost | no one … ever lost
      never lost a | foolproof | fool-proof | bulletproof | without losing | loss free | no losses | zero losses
      zero loss | easy money | money for nothing | free money`),
    ),
    exceptions: texts("easy money policy | no easy money"),
    reason: { zh: "不得宣称稳赚或不会亏损。", en: "It must not be said that one cannot lose." },
    severity: "high",
  },
  {
    id: "no_risk",
    patterns: lines(
      "零风险 0风险 无风险 没有风险 没有任何风险 毫无风险 绝对没风险 没风险 没啥风险 没什么风险 零损失 0损失 低风险高收益 低风险高回报 高收益低风险 高回报低风险 高收益无风险 风险几乎为零 风险可以忽略 绝无风险 完全没有风险 几乎没有风险 风险为零",
    ).concat(
      texts(`
      risk free | riskless | zero risk | no risk | 0 risk | 0% risk | without risk | without any risk
      no risk at all | free of risk | free from risk | not risky at all | low risk high return*
      low risk high reward* | high returns with low risk | high return* low risk | practically no risk
      almost no risk | hardly any risk | minimal risk with high | risk is zero | no downside | without downside`),
    ),
    exceptions: lines("无风险利率 无风险收益率 模拟账户……零风险 模拟账户……无风险 模拟账户……没有风险").concat(
      texts(`
      risk-free rate | risk-free interest | risk-free asset | no risk-free | no risk that | demo …… no risk
      demo …… without risk | demo …… risk free | is it risk free | is trading risk free | risk free demo
      risk-free practice | risk free … demo | not riskless | no risk limit`),
    ),
    reason: { zh: "不得宣称零风险或无风险。", en: "An investment must not be called free of risk." },
    severity: "high",
  },
  {
    id: "certain_rise",
    patterns: lines(`
      铁定涨 铁定大涨 一定大涨 肯定大涨 准涨 铁定…涨 必然大涨 一个月变 一周变
      必涨 一定涨 一定会涨 肯定涨 肯定会涨 肯定要涨 必定上涨 必然上涨 百分百涨 百分百会涨 百分之百涨 100%涨
      绝对会涨 绝对涨 稳涨 只涨不跌 包涨 必拉升 百分之百准 百分百准 100%准 百发百中 必大涨 必暴涨 必爆发
      一定…涨停 肯定…涨停 必定…涨停 一定翻倍 肯定翻倍 必翻倍 翻一倍 翻一番 翻两倍 翻三倍 翻几倍 翻十倍 闭眼买
      闭眼入 稳拉升 绝对翻倍 必定翻倍 保证上涨 百分百上涨 肯定上涨 一定上涨 天翻倍 月翻倍 周翻倍 月内翻倍
      周内翻倍 一年翻倍 资金翻倍 本金翻倍 翻倍不是 轻松翻倍 让你翻倍 让您翻倍 带你翻倍 翻倍再还 胜率100
      胜率百分百 胜率百分之百 百分百胜率 百分之百胜率 100%胜率 准确率100 准确率百分百 百分百准确 胜率9*
      胜率高达9* 胜率超过9* 成功率9* 成功率100 成功率百分百 准确率9* 轻松月入 月入…万 日赚 日入…千 日入过千`).concat(
      texts(`
      will certainly rise | will certainly go up | certainly rise | go up tonight …… certain | i am certain …… go up
      guaranteed to rise | will definitely rise | definitely rise | will definitely go up | definitely go up | will surely rise | surely rise | surely go up | 100% will go up
      will 100% go up | can only go up | only goes up | always goes up | certain to rise | going up 100%
      go up 100% | rise 100% | will 100% rise | 9* … accurate | 9* … accuracy | 9* … win rate | sure to double
      sure to rise | sure to go up | sure to go higher | bound to rise | bound to go up | bound to double
      cannot go down | can't go down | can not go down | won't go down | never goes down | will double
      will triple | 10x your money | going to the moon | certain to double | certain to go up
      guaranteed to rise | guaranteed to go up | guaranteed to double | double your money | double your deposit
      double your capital | double your account | triple your money | triple your deposit | get rich quick
      get rich with | get rich fast | 100% win rate | 99% win rate | 98% win rate | 95% win rate | 90% win rate
      99% accuracy | 95% accuracy | 99% accurate | 95% accurate | 99% success rate | win rate of 9*
      win rate of 100 | 100% accuracy | 100% accurate | 100% success rate | win 100% | 100% winning
      make … a day easily | earn … a day easily | earn … daily from home | make … daily from home
      quit your job and`),
    ),
    exceptions: lines("不一定涨 不一定会涨 不能肯定会涨 未必会涨 没有100%胜率").concat(
      texts("not double your money | will double check | will double-check | not a get rich quick"),
    ),
    reason: {
      zh: "不得预测确定的涨幅、胜率或收入。",
      en: "A rise, a win rate or an income must not be foretold as certain.",
    },
    severity: "high",
  },
  {
    id: "inside_information",
    patterns: lines(`
      内幕消息 内幕信息 内幕交易信息 内部消息 内线消息 内线信息 小道消息 内幕票 内部票 内部渠道 内幕渠道
      内线渠道 内部人士透露 内部人透露 知情人透露 知情人士透露 内部情报 独家内幕 老鼠仓 内部爆料 内部名额
      里面有人…消息 里面有人……知道消息 提前知道消息 提前拿到消息 提前得到消息
      庄家内部 主力内部 主力资金内部 绝密消息`).concat(
      texts(`
      contact inside the company | contact inside … company | friend inside the company | someone inside the company
      who tells me first | tells me before | insider tip* | insider information | insider info | inside information | inside info | insider news
      insider knowledge | tip from an insider | tips from insiders | inside tip | inside tips | inside scoop
      a tip from the board | confidential information | confidential tip | not public yet | before it is public
      before it becomes public | before the news comes out | secret information | secret tip | from an insider
      from insiders | non-public information`),
    ),
    exceptions: texts(`
      trading on insider information is | trading on inside information is | insider information policy
      inside information policy | insider information rules | possession of inside information`),
    reason: { zh: "不得提供或宣称有内幕消息。", en: "Inside information must not be offered or hinted at." },
    severity: "high",
  },
  {
    id: "losses_covered",
    patterns: lines(`
      亏损由…全额赔 亏损…全额赔偿 赔了算公司 亏了算公司 输了算公司 亏多少公司补 亏多少公司赔 公司…兜底 公司兜底 亏了公司
      亏损公司承担 亏损由公司承担 我来兜底 给您兜底 给你兜底
      亏了我赔 亏了……我赔 亏了我包 亏了我们包 亏了……我们赔 亏了……我包 赔了算我 输了算我 亏了算我 亏了算我们的
      亏损算我 亏损算我们 亏损全额赔 全额赔付…亏损 损失我们承担 损失我承担 损失我来承担 损失由我们承担
      亏多少赔多少 亏多少补多少 赔给你 赔给您 补偿您的损失 补回亏损 赚回来 追回…亏损 挽回…亏损 挽回…损失
      亏了我们赔 亏了算我的 亏损我来承担 亏损由我承担 亏损由我们承担 亏损我们承担 亏损包赔 亏了归我 亏损归我
      亏损归平台 平台兜底 亏损…兜底 我兜底 我们兜底 亏损全赔 包赔 赔付…亏损 赔偿…亏损 补偿…亏损 亏的都赚回来
      把亏的…赚回来 翻本 带你回本 带您回本 帮你回本 帮您回本 一定能回本 一定回本 肯定回本`).concat(
      texts(`
      pay for your losses | pay your losses | pay for … losses ourselves | get your money back if the trade
      money back if … lose* | money back if … fails | cover your losses | cover all … losses | cover any loss* | refund … losses | refund your loss*
      pay you back if you lose | loss is on us | losses are on us | losses on us | compensate … losses
      compensate … loss | reimburse … losses | recover all … losses | recover your losses
      recover what you lost | recover what you have lost | reimburse any … losses | win back … losses
      win it all back | guaranteed recovery | make back … losses | if you lose …… refund
      if you lose …… pay you | if you lose …… we pay | lose …… we refund everything | losses will be refunded
      losses will be covered | losses are covered by us | get back … losses | get your losses back
      make up for your losses`),
    ),
    exceptions: lines("不由公司承担 不会由公司承担 不兜底 不会兜底").concat(texts("refund trading losses is not")),
    reason: {
      zh: "不得承诺承担亏损或帮助回本。",
      en: "It must not be promised that losses are covered or won back.",
    },
    severity: "high",
  },
  {
    id: "pressure",
    patterns: combine("马上 立即 立刻 赶紧 赶快 抓紧 快点", "入金 充值 打款 转账 汇款 上车 下单 买入 加仓").concat(
      lines(`
      最后机会……入金 最后的机会……入金 最后一天……入金 最后一次机会……入金 最后…名额……入金 名额有限……入金
      仅限今天……入金 今天不入金 再不入金 速入金 速充值 速上车 限时入金 十二点前…入金 零点前…入金 今晚…前入金
      锁定名额 今天之内入金 今天必须入金 机会不等人 错过不再有 错过就没了 过时不候 机会作废 再等十年 再等一年
      手慢无 手慢就没 错过这次 错过后悔 错过拍大腿 最后上车 上车机会 现在不买 今天不买 现在不入 再不买 再不上车
      不入金就 赶紧买 赶快买 仅限今天……错过`),
      texts(`
      tomorrow is too late | too late tomorrow | deposit today, tomorrow | deposit today …… too late
      last chance …… deposit | last chance today | today only …… deposit | deposit now | deposit immediately
      deposit right now | deposit today or | must deposit today | have to deposit today | before it is too late
      before it's too late | or miss out | act now and | act now before | hurry up and | fund your account now
      spots left …… deposit | seats left …… deposit | offer expires …… deposit now | don't miss out …… deposit
      last chance to deposit | act fast …… deposit | act fast …… invest | deposit before the offer
      deposit before it | last chance to fund | only today …… deposit | deposit before midnight
      deposit before tonight | deposit tonight | now or never | can't afford to miss | cannot afford to miss
      fund your account today | fund it today | deposit today before | deposit today to | do it now before
      don't wait …… deposit | will regret | invest now before | invest today or | buy now before | slots left
      spots left | places left …… deposit | time is running out | expires tonight | expires today …… deposit
      transfer the money now | send the money now | send the money today | wire it now | wire it today`),
    ),
    exceptions: combine("无需 不用 不必 不要 不需要 请勿 不会 不急", "马上 立即 立刻 赶紧 赶快").concat(
      lines("避免强平……入金 追加保证金……入金 不用着急入金"),
      texts(`
      can deposit now or later | deposit now or later | deposit now open | to deposit now open
      avoid a stop out …… deposit | avoid a margin call …… deposit | no pressure to deposit | no need to deposit
      you can deposit now`),
    ),
    reason: { zh: "不得催促或施压入金、买入。", en: "Customers must not be pressed to deposit or buy." },
    severity: "medium",
  },
  {
    id: "borrowed_money",
    patterns: lines(`
      花呗…入金 花呗…充值 花呗…垫 花呗…套 借呗…入金 借呗…充值 借呗…垫 借呗…套 网贷 刷卡…入金 刷卡…充值
      信用卡套现 借…入金 借点钱 凑钱…入金 卖车…投 卖房 卖车 押车 全部身家 全部积蓄 所有积蓄 养老钱 借钱…上
      借钱…投 借钱…入金 借钱…买 借贷…入金 贷款…入金 贷款…投 信用卡…入金 抵押…投 房子抵押 满仓干 满仓买 全仓买
      全仓干 全仓杀 梭哈 卖房…投 把积蓄……投`).concat(
      texts(`
      borrow money to | borrow … to invest | borrow … and invest | borrow … and deposit | loan and deposit
      loan and invest | loan to deposit | take a loan | borrowed money | everything you have into
      everything you own into | all your money into | take out a loan | take a mortgage | sell your car
      sell your house | sell your home | sell your property | payday loan | use your credit card
      max out your card* | ask your family for money | borrow from … family | borrow from … friends
      pension savings | retirement savings into | cash advance | loan to invest | credit card to fund
      credit card to deposit | mortgage your | remortgage | all in on | all of your savings | all your savings
      your life savings | your whole savings`),
    ),
    exceptions: [],
    reason: {
      zh: "不得鼓动借款、抵押或投入全部资金。",
      en: "Customers must not be urged to borrow, or to put in all they have.",
    },
    severity: "high",
  },
  {
    id: "false_authority",
    patterns: lines(`
      央行担保 政府担保 国家担保 国家背书 政府背书 央行背书 绝对可靠 银行担保…收益 唯一合法 国家认证…平台
      最安全的投资 最靠谱 最强平台 行业第一 全球第一的平台 全国第一的平台 最高收益 最好的券商 最安全的平台
      最好的平台 收益第一 证监会推荐 监管推荐 监管…认可…收益`).concat(
      texts(`
      backed by the government | backed by the state | backed by the central bank | government backed
      government guarantee* | central bank guarantee* | regulator* guarantee* | regulator* approve* our
      endorsed by the regulator | recommended by the regulator | the only legal broker | the safest broker
      the safest investment | the safest way to | number one broker | the only safe | the best returns
      the highest returns | the safest platform | the best broker in the world`),
    ),
    exceptions: texts("government guarantee scheme | government guaranteed bond | government guaranteed bonds"),
    reason: {
      zh: "不得借监管、政府之名，或使用“最好”“唯一”等绝对化用语。",
      en: "Neither authorities nor superlatives may be used to vouch for us.",
    },
    severity: "medium",
  },
]);

/** Also in pinyin; what allows a word allows it there: 不保本 and "bu bao ben". */
function withPinyin(entries: ClaimEntry[]): ClaimEntry[] {
  return entries.map((entry) => {
    const forms = (disguisedWords[entry.id] ?? []).flatMap(pinyinForms);
    const denied = forms.flatMap((form) => [`不${form}`, `bu${form}`, `非${form}`]);
    return { ...entry, patterns: [...entry.patterns, ...forms], exceptions: [...entry.exceptions, ...denied] };
  });
}

/** Chinese phrases, separated by white space. */
function lines(block: string): string[] {
  return block.trim().split(/\s+/);
}

/** Every first part with every second one. */
function combine(first: string, second: string): string[] {
  return lines(first).flatMap((start) => lines(second).map((end) => start + end));
}

/** English phrases, separated by bars or line breaks. */
function texts(block: string): string[] {
  return block
    .split(/[|\n]/)
    .map((text) => text.trim())
    .filter((text) => text !== "");
}
