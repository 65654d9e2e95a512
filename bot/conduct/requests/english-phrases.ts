// Openings of English requests, shared by all of them. As sources of patterns: see `grammar.ts`.

export const want =
  "(?:(?:i|we)(?: (?:really|just|only|still|urgently|also|do|would|will|actually|now|must))*(?: (?:want|need|like|love|prefer|require|demand|wish|insist))?|want|need)(?: to| rather)?(?: be able to)?";
export const canI = "(?:can|could|may|might|shall|should) (?:i|we)(?: please| just| possibly)?";
export const canYou = "(?:can|could|would|will) (?:you|some ?one|any ?one)(?: please| just| kindly)?";
export const askWay =
  "(?:how (?:do|can|could|should|would|may) (?:i|we)|how to|where can i|is there (?:a|any) way (?:for me )?to|is it possible to|why (?:can|could) (?:i|we) not|why can not (?:i|we)|who can i)";
