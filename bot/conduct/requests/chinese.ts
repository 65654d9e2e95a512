import { type Clause, isGreeting } from "./clauses.ts";
import type { CustomerRequest } from "./customer-request.ts";
import { matchesAny, whole } from "./grammar.ts";

/**
 * What a Chinese clause, also with English words in it, asks for; null when it asks for none of it. See
 * `recogniseRequest`.
 */
export function chineseRequest(clause: Clause): CustomerRequest | null {
  return requestOf({ ...clause, text: clause.text.replace(/\s+/g, "") }) ?? splitAtSpaces(clause);
}

function requestOf({ text, isWhole, standsAlone }: Clause): CustomerRequest | null {
  if (matchesAny(optOut, text)) return "opt_out";
  if (matchesAny(optIn, text)) return "opt_in";
  const isHuman = matchesAny(human, text) || (matchesAny(endings, text) && !noRequest.test(text));
  // 联系客服，问我半天，… tells what happened; 客服 alone asks for somebody only where it ends what is said.
  if (isHuman && (standsAlone || !/客服/.test(text) || /人工|真人/.test(text))) return "human";
  if (standsAlone && bareHuman.test(text)) return "human";
  if (isWhole && bareOptOut.test(text)) return "opt_out";
  if (isWhole && bareOptIn.test(text)) return "opt_in";
  return null;
}

/** Some type a space for a comma (在吗 转人工). A bare word counts only where all the rest is greeting (人工客服 急). */
function splitAtSpaces(clause: Clause): CustomerRequest | null {
  const pieces = clause.text.split(" ").filter((piece) => !isGreeting(piece));
  if (!/\p{Script=Han} /u.test(clause.text)) return null;
  const isOnly = pieces.length === 1;
  for (const text of pieces) {
    const request = requestOf({
      ...clause,
      text,
      isWhole: clause.isWhole && isOnly,
      standsAlone: clause.standsAlone && isOnly,
    });
    if (request !== null) return request;
  }
  return null;
}

// Polite and hurried words before and after. No two of them together spell a third, so that a text can be read in one
// way only and matching cannot explode.
const before =
  "(?:请问|请|麻烦|劳烦|拜托|那|还是|就|快点|快|赶紧|赶快|立刻|立即|马上|直接|现在|先|给|帮忙|帮|替|我们|我|你们|你|您|想|需要|要|得|可不可以|可以|能不能|能否|能够|能|可否|是否|才能|怎么样|怎样|怎么|如何|咋|必须|只|也|去|好烦|算了|求|尽快|谢谢|以后|今后|重新|再次)*";
const after =
  "(?:(?:吗|嘛|么|啊|呀|呢|吧|了|啦|哦|哈|谢谢|谢了|一下|下|please|行不行|可以吗|好吗|行吗|好不好|可以不|我|来|过来|聊|说){1,5})?";

// Who is asked for. What follows the noun must be in `after`: 人工智能, 人工审核 and 找人工作 are none.
const person =
  "(?:(?:在线|你们的?|一个|一位|个|位|名|一名){0,2}(?:(?:人工|真人|活人)(?:的)?(?:在线)?(?:客服|服务|坐席|座席|专员|顾问|接待|人员)*|专人|工作人员|专员|(?:在线)?客服(?:人员|专员|小姐姐|经理)?|human(?:agent)?|agent|liveagent|realperson)(?:人员)?)";
const boss = "(?:(?:你们?的?|我的?|一个|个)?(?:客户)?(?:经理|主管|领导|负责人|老板|上级|管理人员))";
const reach =
  "(?:转接到?|转到|转入|转|切换到?|切到|接入|接通|接|联系上?|连接|连线|呼叫|叫|喊|找到?|换成?|换到|要|安排|call|呼|派|求)";
const bot = "(?:这个|这些|跟|和|与|用|让|再|拿|你们|ai|智能|的)*(?:机器人|机器|ai|自动回复|智能客服)";
const speak = "(?:说话|聊天|聊聊|聊|沟通|谈谈|谈|讲话|讲|说|交流|通话|对话|咨询)";

const human = [
  whole(
    `${before}${reach}(?:一下|下)?(?:到|给)?${person}(?:处理|协助|帮助|帮忙|解决|服务|在|给我|跟我|联系我|回复我|回我)*${after}`,
  ),
  whole(`${before}(?:人工|真人)(?:客服|服务)?(?:怎么|如何|咋)(?:转接|转|联系|找|接)${after}`),
  whole(`(?:我|我们)?(?:想要|想|要|需要|必须要?)?${person}(?:怎么|如何)(?:联系|找|转)${after}`),
  whole(`${before}(?:需要|要|求|请)${person}(?:协助|帮助|帮忙|处理|解决|服务|支持|介入)*${after}`),
  whole(`${before}(?:有没有|没有|有)${person}(?:在|可以|能|帮我|帮忙|帮)*${after}`),
  whole(
    `${before}(?:和|跟|与|同|让|叫|请|换|找|安排)(?:一下)?(?:个|一个|一位)?(?:真人|人工|活人|人|客服|human|${boss})(?:客服)?(?:来|过来|能|可以|跟我|和我|给我|直接|好好)*${speak}(?:一下|聊|两句|清楚|话)*${after}`,
  ),
  whole(
    `${before}(?:让|叫|请|安排|派|换|找|要求)(?:一个|一位|个|位|你们的?)?(?:真人|人工|活人|客服|专人|专员|工作人员)(?:客服|人员)?(?:来|过来|给|跟|和|联系|回复|回|打|我|一个|个|电话|处理|解决|协助|对接|帮忙|帮)*${after}`,
  ),
  whole(
    `${before}(?:找|叫|联系|让|请|喊|见|转接|转)${boss}(?:来|过来|出来|给我|打|回|电话|联系我|处理|说话|跟我|和我|谈|说)*${after}`,
  ),
  whole(
    `(?:我们?|能不能|可以|可不可以)?(?:不要|别|不想|不用|别再|不再)(?:再)?${bot}(?:客服|聊天|聊|说话|沟通|对话|回复|回答|回|我|来|敷衍|应付|糊弄|交流|了|吗)*`,
  ),
  whole(`(?:为什么|为啥|怎么|咋)(?:还|都|一直|就)?(?:转接|转|找|联系|接)(?:不了|不到|不上|不通)${person}${after}`),
  whole(`(?:为什么|怎么|咋|都)?(?:还|一直)(?:不|没|没有)(?:给我|帮我)?(?:转接|转|接)(?:到)?${person}${after}`),
  whole(`(?:转接|转|找|联系)(?:不了|不到|不上)${person}${after}`),
  whole(
    `${before}(?:叫|找|派|安排|换|让)(?:个|一个|位|一位)人(?:来|过来|跟我|和我|给我|联系我|处理|帮我|帮忙|解决|回复|打电话|电话|看看)+${after}`,
  ),
  whole("(?:人|(?:人工|真人)(?:客服)?|客服)(?:呢|哪去了|去哪了|去哪里了|在哪里?|在哪儿|有吗|有没有|出来)+"),
  whole(`不是(?:说)?(?:可以|能)(?:转接?|找)${person}${after}`),
  whole(
    `(?:请问)?(?:还)?(?:有人|有没有人)(?:在)?(?:吗|么|嘛|啊|呀|呢|理我|管|回我|回复我?|处理|能帮我|帮我|理一下|回复一下|搭理我?)*`,
  ),
];

const endings = [
  whole(
    `.*(?:转接?|找|叫|接|联系|要|换|咨询|呼叫|安排|需要|有)(?:到|个|一个|位|一下|下)*(?:真人|人工)(?:客服|服务|坐席|专员)?(?:处理|帮忙)?${after}`,
  ),
];

/** Denied, reported or asked about: such a clause is no request, however it ends. */
const noRequest =
  /[不别没無无勿]|是.*还是|你们?是|已经|刚才|刚刚|昨天|之前|上次|前天|几点|多久|多少|什么|为什么要|如果|除非|要是|万一|说有|[找转叫接]过/u;

const bareHuman = whole(
  `${before}(?:个|一个|位|一位)?(?:(?:人工|真人)(?:客服|服务|坐席|专员|顾问)?(?:人员)?)+(?:在线|在不在|在|处理|协助|帮助|接待|回复|接)?${after}|(?:在线|人工)?客服(?:人员)?(?:在线|在不在|在)?${after}|(?:human|agent|liveagent)(?:在|在不在|客服)?${after}`,
);

// What is sent to people, and sending it.
const messages =
  "(?:(?:任何|这些?|这种|你们|的|所有|营销|推广|广告|推销|促销|群发|垃圾|消息|信息|讯息|短信|推送|通知|邮件|类)*(?:消息|信息|讯息|短信|推送|通知|广告|邮件|内容|东西|推广|营销|订阅))";
const send = "(?:发送|群发|推送|发|推|传(?=讯息|消息|信息|简讯))";
const enough = "(?:了|吧|啊|呀|啦|哈|谢谢|可以吗|行吗|好吗|好不好|吗|给我|我|过来){0,4}";
const never =
  "(?:请|麻烦|求求|拜托|以后|今后|从现在起|从今以后|能不能|可不可以|可以|能|你们|你|您|都|就|不想|真的|那就|那|也|再也|我){0,5}(?:不要老是|不要再|不要|别老是|别老|别再|别|请勿再|请勿|勿再|勿|不用再|停止|不许再|不准再|不必再)";

const optOut = [
  whole(`(?:请|麻烦|帮忙|帮|给|我|要|想|需要|回复?|马上|立即|td)*退订t?${messages}?(?:退订)*${enough}`),
  whole(`回复?td|td退订|unsubscribe|请unsubscribe|我要unsubscribe`),
  whole(
    `${before}(?:取消|关闭|关掉|停止|停掉|停了|屏蔽|拒收|拒绝|终止|暂停)(?:接收|接受)?(?:订阅|(?:消息|推送|短信)提醒|${messages})${enough}`,
  ),
  whole(`${before}(?:停止|stop|别|不要)(?:再)?(?:给我|向我|对我)?${send}${messages}?${enough}`),
  whole(`${never}(?:再)?(?:给我|向我|对我|跟我|往我这)?(?:再)?${send}(?:来)?(?:${messages})?${enough}`),
  whole(
    `${never}(?:再)?(?:给我|向我|对我)?(?:再)?(?:联系|打扰|骚扰|烦|推销|打电话|轰炸|营销|推荐)(?:我|本人|给我)?(?:${messages})?${enough}`,
  ),
  whole(`${never}(?:给我|跟我)?(?:打电话|发消息|发信息|发短信|发广告|推销|推送)+${enough}`),
  whole(`我?(?:不再?需要|不想要|不要)(?:再)?${messages}${enough}`),
  whole(
    `${before}(?:不想|不愿意?|不希望|不需要|不要|不)(?:再)?(?:收到|接收|接受|看到|收)(?:到)?(?:你们|贵司|你们公司|平台|公司)?(?:发?的)?(?:任何)?${messages}${enough}`,
  ),
  whole(
    `(?:请|麻烦|帮我|请帮我|赶紧|马上)?(?:把)?(?:我|我的号码|我的手机号|我的联系方式|我的微信)?(?:移出|移除|(?:从|在)(?=.*[删移去划剔]))(?:你们的?|贵司的?|这个)?(?:群发|推送|营销|发送|客户)?(?:名单|列表|群发组|通讯录)(?:里|中|上)?(?:把我)?(?:删掉|删除|移除|去掉|划掉|剔除|移出)?我?${enough}`,
  ),
];
// 是否可以退订 in the middle of a message may be about a product one has booked.
const bareOptOut = whole(
  `${before}退订${messages}?${enough}|(?:请)?把我(?:删掉|删除|移除|移出)${enough}|(?:请)?停止${enough}|stop${enough}|td|拒收`,
);

const optIn = [
  whole(`${before}(?:恢复|重启|继续)(?:一下)?(?:接收|接受|发送|推送|订阅|${messages})(?:${messages})?${enough}`),
  // 重新发送短信 asks for a code to be sent again, so 重新 goes with receiving only.
  whole(`${before}(?:重新|再次)(?:接收|接受|收到|推送|订阅|加入订阅|加入名单)(?:${messages})?${enough}`),
  whole(`${before}(?:重新)?(?:打开|开启)(?:消息|信息|短信)?(?:接收|推送|订阅)${enough}`),
  whole(`(?:请|帮我|请帮我|我要|我想|麻烦|麻烦帮我)?(?:取消|撤销|撤回)退订${enough}`),
  whole("我?不退订了|resubscribe"),
  whole(`(?:以后|现在|又)?(?:你们?)?(?:可以|能|请)?(?:继续|重新|再)?(?:给我)${send}${messages}${enough}`),
  whole(`(?:以后|现在|你们?)*(?:可以|请)(?:继续|重新|再)(?:给我)?(?:发|推送)(?:消息|推送)?${enough}`),
];
const bareOptIn = whole(`(?:请)?恢复${enough}|(?:我要|请帮我|帮我)?订阅${enough}|start`);
