import type { IntentWords } from "./intent-words.ts";

/** Written by hand. */
export const englishIntents: IntentWords = {
  cues: {
    withdrawal:
      "withdraw*|cash out|cashout|payout|pay out|take my money out|get my money out|take out my money|take money out|get my money back|money back to my bank",
    deposit:
      "deposit*|top up|topup|fund my account|funding my account|add funds|add money|put money in|pay in|wire in|transfer money to my trading",
    account_opening:
      "open an account|open account|opening an account|open a new account|open a demo|create an account|sign up|register|registration|demo account|live account|new account|account types",
    fees: "fee|fees|commission*|spread|spreads|swap|swaps|overnight interest|rollover|charge per|how much do you charge|charged me|costs|hidden cost*|inactivity",
    platform_technical:
      "cant log in|cannot log in|cant login|unable to log in|unable to login|login error|log in error|not loading|wont load|crash*|freez*|frozen screen|app|mt4|mt5|metatrader|download|install|platform|server|connection|disconnect*|error message|error code|chart|charts|not updating|bug|glitch*|order failed|cant place|cannot place|cant close my",
    verification:
      "verif*|kyc|passport|driving licence|drivers license|driver license|id card|proof of address|utility bill|upload my documents|upload documents|documents rejected|document rejected|selfie|identity check|identity document*|review my documents",
    complaint:
      "complain*|complaint*|terrible service|bad service|poor service|awful service|scammers|scammed|scamming|is a scam|are a scam|total scam|what a scam|such a scam|scam company|scam broker|cheating me|cheating us|cheated|unacceptable|disappointed|compensation|rude|slippage was|manipulat*|unfair|nobody answers|nobody helps|fed up",
    trade_instruction:
      "buy me|sell me|buy … lot*|sell … lot*|buy … share*|sell … share*|close my position*|close all my|close my trade*|close all positions|close the position|close the trade|open a long|open a short|go long for me|go short for me|place an order for|place a buy|place a sell|set my stop|move my stop|cancel my order|get me out of|execute|buy for me|sell for me|buy at market|sell at market|put me in|liquidate",
    advice_request:
      "should i buy|should i sell|should i hold|should i close|should i invest|should i enter|should i go|what should i buy|what should i trade|what to buy|which stock*|which stocks|good time to buy|good time to sell|good time to|recommend … stock*|recommend … trade|any recommendation*|any tips|your opinion on|your view on|do you think … rise|do you think … fall|do you think … go up|do you think … go down|will … go up|will … go down|will … rise|will … fall|will … drop|forecast|prediction*|predict|price target|trading signals|signals|entry point|best stock|best investment|what would you do|worth buying",
    account_security:
      "hacked|hack|unauthori*|wasnt me|someone logged in|someone else|someone logged|somebody logged|stole my|trade … did not make|trade … didnt make|order … did not make|order … didnt make|transfer … did not make|transfer … didnt make|withdrawal … did not make|withdrawal … didnt make|compromised|reset … password|forgot … password|forgot password|change … password|lost my phone|stolen|two factor|2fa|suspicious login|security code|freeze my account|lock my account|unknown device|didnt get the code|verification code",
    promotion:
      "bonus|bonuses|promotion*|promo|promo code|discount|referral|refer a friend|cashback|rebate*|coupon|special offer|welcome offer|affiliate|introducing broker|partner program|partnership|giveaway|voucher",
  },
  examples: {
    withdrawal:
      "how do i get my money to my bank\nwhen will my withdrawal arrive\nwhere is my payout\nmy withdrawal is still pending\nwhy was my withdrawal rejected\ni want to take out my profits\nthe money has not reached my bank account\nhow long until the money is in my account at the bank\nminimum withdrawal amount\ni requested my funds three days ago\nplease send my balance back to my card",
    deposit:
      "how can i put money into my account\ni sent a wire but my balance did not change\nmy deposit is not showing\nminimum deposit\ncan i pay with a credit card\ndo you accept crypto\nwhat are the bank details for a transfer\nmy payment did not go through\ni paid but nothing arrived in my trading account",
    account_opening:
      "i want to start trading with you\nhow do i get started\nwhat do i need to register\nhow long does it take to open an account\ncan i try it with a practice account\nwhich account type is best for beginners\ncan a company open an account\ncan i have two accounts",
    fees: "how much does a trade cost\nwhat do you charge for a withdrawal\nwhat is the spread on gold\nwhy was i charged\nis there a monthly fee\ndo you take commission\nwhat is this deduction on my statement\nhow is the overnight interest calculated",
    platform_technical:
      "the app does not open on my phone\ni get an error when i log in\nthe chart is not moving\nmy order button does nothing\nwhere can i download the platform\nthe website is down\nit keeps disconnecting\nprices are frozen\ni cannot log into my account\nhow do i connect to the server",
    verification:
      "when will my account be verified\nmy id was rejected\nwhich documents do you need\nmy documents are still under review\nwhat can i use as proof of address\nmy photo is said to be unclear\nmy name is misspelled on the account",
    complaint:
      "this is the worst service i have had\nnobody replies to my messages\ni am very unhappy with your company\ni have asked five times and nobody helps\ni want to speak to your manager\nyour support keeps ignoring me\nyou are cheating your customers\ni want an explanation for this",
    trade_instruction:
      "buy one lot of gold for me\nclose all my positions now\nsell my apple shares at market\nput in a limit order at 1.0850\nmove my stop to 1950\ncancel the pending order please\nopen a short on oil two lots\nget me out of eurusd right now",
    advice_request:
      "is now a good time to buy gold\ndo you think the dollar will go up\nwhich stock do you recommend\nwhat should i trade today\ni am in loss should i close it\nwhere is bitcoin going\nis tesla a good investment\ncan you give me a signal",
    account_security:
      "someone got into my account\ni think my account is being used by somebody else\ni forgot my password\ni lost my phone and cannot get codes\ni received a login alert that was not me\nhow do i change my password\nplease block my account immediately\nthere is a trade that i did not make",
    promotion:
      "do you have any offers for new clients\nis there a welcome bonus\nhow do i get the bonus\nwhat do i get if i invite a friend\ncan i become a partner\nare there any promotions this month",
    other:
      "where are you located\nwho regulates you\nwhat are your opening hours\nwhat leverage do you offer\nwhen does the market open\nare you a robot\nwhat is margin\nhow is the weather\ndo you have a phone number\ncan i trade on weekends\nhow do i close a position\nhow can i buy shares here\nhow do i place an order\nhow do i cancel a pending order\nhow can i sell my shares\nwhere do i move my stop\nwhat is a limit order",
  },
};
