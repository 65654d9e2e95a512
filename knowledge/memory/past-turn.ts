/** One thing that was said in a chat, as it is searched for later. */
export interface PastTurn {
  id: string;
  /** Turns of one sitting stand together: a conversation, or one day of it. */
  sitting: string;
  /** The day in words, as somebody may ask for it ("May", "8 月"); may be "". */
  said: string;
  speaker: string;
  text: string;
}
