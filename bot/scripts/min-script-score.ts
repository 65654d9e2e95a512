/** Below it the search names scripts that share little but a word with the question. */
export const MIN_SCRIPT_SCORE = 0.6;
