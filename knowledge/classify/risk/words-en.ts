import type { RiskWords } from "./risk-words.ts";

/**
 * Written by hand. Distress and fraud are written to find too much rather than too little: a colleague who looks in
 * vain loses a minute.
 */
export const englishRisk: RiskWords = {
  words: {
    distress: {
      critical:
        "suicid*|kill myself|killing myself|killed myself|end my life|ending my life|end it all|ending it all|end myself|take my own life|take my life|taking my life|took his own life|want to die|wanna die|wanted to die|wish i was dead|wish i were dead|wishing i was dead|better off dead|better off without me|rather be dead|rather die|dont want to live|do not want to live|dont want to be alive|dont want to be here anymore|dont want to wake up|never wake up|not wake up|no reason to live|no point in living|nothing to live for|cant live like this|cant go on|cannot go on|cant take it anymore|cant do this anymore|tired of living|tired of life|done with life|done living|hang myself|hanging myself|shoot myself|slit my|cut myself|cutting myself|cut my wrists|hurt myself|harm myself|self harm|self-harm|overdos*|jump off|jump from|jump in front|goodbye forever|final goodbye|goodbye note|suicide note|say goodbye to everyone|kms|how to die|ways to die|ready to die|going to die tonight|i should die|let me die|just die|go to sleep and never|not be here tomorrow|wont be here tomorrow|no way out|only way out",
      high: "hopeless|no hope|worthless|hate my life|hate myself|life is over|my life is ruined|ruined my life|life isnt worth|not worth living|life is pointless|whats the point of living|point of living|no future|cant cope|cannot cope|breaking down|mental breakdown|nervous breakdown|given up on life|giving up on life|severely depressed|clinically depressed|my depression|burden to|im a burden|nobody would miss me|no one would miss me|nobody cares if i|no one cares if i|wife will leave me|lost everything|lost it all|family will never forgive|psych ward|mental hospital|hospitalized|crisis line|hotline|attempted|my attempt|last attempt|passively|ideation|hurt so much|want it to stop|want the pain to|want to disappear|self loathing|numb",
      medium:
        "depress*|despair*|desperate|cant sleep|havent slept|panic attack*|anxiety attack*|crying every|cry every|cant stop crying|so alone|all alone|lonely|miserable|overwhelmed|breakdown|empty inside|feel empty|nothing matters|therapist|psychiatrist|antidepressant*|hate everything|suffering|no friends",
    },
    fraud_on_customer: {
      critical:
        "remote control app|remote access|screen share|screen sharing|share my screen|shared my screen|anydesk|teamviewer|asked for my code|asked me for the code|asked for the code|gave him the code|gave her the code|gave them the code|gave them my password|gave him my password|gave her my password|shared my password|asked for my password|verification code … send|send … verification code|personal account … transfer|transfer … personal account|send … personal account|his account|private account|wallet of|safe account|pay … to unlock|pay … to release|pay tax … withdraw*|pay a tax|pay the tax|pay a fee … withdraw*|pay … before … withdraw*|deposit more … to withdraw|i was scammed|i got scammed|ive been scammed|been scammed|was tricked|pretend* to be you*|claim* to be from|claiming to be|impersonat*|fake website|fake app|romance scam|pig butchering",
      high: "my mentor|the mentor|a mentor|his mentor|mentor told|my teacher told|the teacher told|my coach told|signal group|telegram group told|group admin told|told me to transfer|told me to deposit|told me to send|told me to invest|asked me to transfer|asked me to send money|instructed me to|promised me … return*|promised … profit*|guaranteed return*|guaranteed profit*|guarantees … profit*|guarantees … return*|risk free profit*|double my money|doubled my money|insider tip*|insider information|met online|met him online|met her online|dating app|online girlfriend|online boyfriend|account manager trades|trades for me|trade on my behalf|manages my account|manage my account for me|stranger … money|clicked … link|clicked on a link|scanned … qr|send usdt to|send crypto to|gift card*|someone called me|someone from your company called|somebody called me",
      medium:
        "is this legit|are you legit|is it legit|is this a scam|is it a scam|is this really you|is he your employee|is she your employee|works for you|phishing|suspicious email|suspicious message|suspicious link|suspicious call|suspicious",
    },
    account_security: {
      critical:
        "hacked|hacker*|been compromised|is compromised|was compromised|stolen account|account was stolen|account stolen|someone logged in|someone else logged|somebody logged in|someone accessed|unauthori*|not authori* … transaction|wasnt me|was not me|i didnt make this|i did not make this|didnt make that|did not place|didnt place|did not authori*|didnt authori*|money is gone|funds are gone|money disappeared|funds disappeared|money is missing|funds are missing|funds missing|someone withdrew|someone changed my|identity theft|stole my identity",
      high: "lost my phone|lost phone|phone was stolen|stolen phone|my phone got stolen|phone is lost|lost my sim|sim swap|password was changed|password has been changed|password leaked|email was hacked|freeze my account|lock my account|block my account|suspicious login|login i dont recogni*|login from another|unknown device|unknown login|unrecogni*",
      medium:
        "forgot my password|forgot password|lost my password|new phone|changed my phone|cant receive the code|2fa|two factor",
    },
    threat: {
      critical:
        "kill you|kill you all|kill them all|shoot you|stab you|burn down|burn your|bomb|blow up your|ill find you|i will find you|come with a gun|bring a gun|beat you up|beat the|break your legs|hurt you|make you bleed|strangle",
      high: "know where you live|know where you work|watch your back|youll regret|you will regret|you will pay for this|youll pay for this|make you pay|come to your office|show up at your office|coming for you|come after you|or else|sorry you were born|ruin you|destroy you|smash your",
    },
    complaint_escalation: {
      high: "regulator*|the fca|fca complaint|to fca|to the sec|asic|cysec|finra|sfc|ombudsman|financial authority|authorities|report you|reporting you|report this to|report … police|police|cops|lawyer*|attorney*|solicitor*|legal action|legal proceedings|take legal|sue you|sue your|will sue|suing|see you in court|in court|take you to court|small claims|class action|lawsuit|chargeback|charge back|dispute … bank|the press|the media|newspaper*|journalist*|reporter*|go public|expose you|post … everywhere|post … reddit|post … twitter|trustpilot|bad review|1 star review|one star review|consumer protection|better business bureau|bbb|arbitration",
      medium:
        "file a complaint|filing a complaint|make a complaint|formal complaint|lodge a complaint|complain about|i want to complain|official complaint|speak to your manager|talk to your manager|speak to a manager|supervisor|compensat*|escalate|i demand|want an explanation",
      low: "complaint|complaints|complain|complaining",
    },
    withdrawal_pressure: {
      high: "where is my money|wheres my money|give me my money|give me back my money|give my money back|want my money|need my money now|return my money|release my money|release my funds|holding my money|holding my funds|keeping my money|wont let me withdraw|not letting me withdraw|refuse* … withdraw*|refusing … withdraw*|withdraw* … refused|withdraw* … rejected|withdraw* … declined|cant withdraw|cannot withdraw|unable to withdraw|withdraw* … still|still … withdraw*|withdraw* … stuck|withdraw* … not arrived|withdraw* … hasnt|withdraw* … havent|withdraw* … not received|withdraw* … days|withdraw* … weeks|waiting … withdraw*|days … withdraw*|weeks … withdraw*|withdraw* … immediately|withdraw* … right now|withdraw* … asap|withdraw* failed|withdraw* … blocked|process my withdrawal now|stalling|blocking my withdrawal|money back",
      medium:
        "withdraw everything|withdraw all|withdraw my entire|close my account and withdraw|urgent* … withdraw*|withdraw* … urgent*|need … withdraw* … urgent*|need the money|need my money|need this money|need that money|withdraw* … pending|pending … withdraw*|where is my withdrawal|wheres my withdrawal|not received my money|havent received my money|havent got my money|funds … not arrived|money … not arrived|money hasnt arrived|has not arrived",
      low: "withdraw* … how long|how long … withdraw*|when … withdraw*",
    },
    borrowed_money: {
      high: "borrowed money|borrowed the money|borrowed from|borrow money to|borrow to trade|borrow to invest|borrowing to|borrowed funds|took a loan|taken a loan|take a loan|took out a loan|take out a loan|taken out a loan|get a loan to|loan to trade|loan to invest|loan to deposit|with a loan|payday loan|loan shark|personal loan|bank loan|remortgag*|second mortgage|mortgage my house|mortgaged my house|mortgage the house|sold my house|sell my house|sold my car|sell my car|maxed out|credit card debt|cash advance|on credit cards|with my credit card debt|friends money|my parents money|my mothers money|company money|in debt|my debts|debt collector*|owe … money|cant repay|cannot repay|pay back the loan|repay the loan|repay my loan",
      medium: "loan|loans|borrow|borrowed|lend me|credit card … deposit|mortgage",
    },
    vulnerable: {
      high: "life savings|all my savings|entire savings|whole savings|all our savings|retirement savings|retirement money|retirement fund|my pension|pension money|pension pot|pension fund|college fund|tuition money|school fees|rent money|last money|all the money i have|everything i have|all i have|medical bills|surgery|cancer|chemo*|dementia|alzheimer*|disabled|disability|on benefits|food stamps|widow|widower|inheritance",
      medium:
        "im retired|i am retired|retired|pensioner|elderly|old lady|old man|years old|my age|lost my job|unemployed|laid off|single mother|single mom|im sick|i am sick|in hospital|im a student|i am a student|under 18|im 17|im 16|dont understand any of this|hard of hearing|poor eyesight",
    },
    anger: {},
    abuse: {
      high: "fuck you|fuck off|fucking idiot*|motherfucker*|asshole*|bastard*|bitch*|cunt*|son of a bitch|piece of shit|go to hell|drop dead|retard*|whore*|slut*|faggot*|nigger*|eat shit|suck my|dickhead*|prick|wanker*|twat*|kys|kill yourself",
      medium:
        "idiot*|moron*|stupid|dumb|scumbag*|scum|crook*|thief|thieves|scammer*|liar*|loser*|shut up|fuck|fucking|fucked|shit|bullshit|screw you|imbecile*|useless people|brain dead|braindead|clown*|pathetic people|parasite*|lowlife*",
    },
    off_channel: {
      medium:
        "my whatsapp|on whatsapp|whatsapp me|your whatsapp|add me on|my wechat|your wechat|wechat id|my telegram is|dm me on|text me at|text me on|call my cell|call my mobile|call my phone|call me on|call me at|my number is|my cell is|your personal number|your phone number|your cell|personal email|private email|email me at|meet in person|meet up|meet for a coffee|talk privately|off the record|outside this chat|another app|facetime|private chat",
    },
  },
  harmless:
    "killing it|kill it|kill the trade|kill switch|killer deal|killer app|to die for|die hard|die-hard|dying to know|dying to|deadline|dead line|dead cat bounce|dead zone|drop dead gorgeous|bored to death|scared to death|tired to death|killed my stop|killed my trade|killed my account|killed the|suicide squad|stop loss hunting|stop hunt|bombshell|photobomb|bath bomb|or else what|hang on|hanging on|cut my losses|cut losses|cut loss|cut my loss|cutting my losses|cut my position|jump in price|jump from|no way out of the trade|court order form|food court|press the|press release|press enter|press conference|social media link|media library|regulated by|are you regulated|regulator are you|regulator do you|which regulator|what regulator|by the fca|fca regulated|asic regulated|cysec regulated|complaints procedure|complaints department|how do i complain|how to complain|how can i complain|complaints form|complaint form|crystal clear|how are you all|numbers|student discount|without a loan|loan interest rate|do you offer loans|do you give loans|shoot me an email|shoot you an email|shoot you a message|hit me up|years old account|my phone number|change my number|lost everything in the update|stupid question|dumb question|this may be stupid|shut up and take my money|authorities list|number format|scared of commitment",
};
