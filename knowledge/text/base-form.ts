// What stemming cannot know: English words whose forms are made by changing the word itself. The first of each row is
// what all of it is searched by.
const FORMS = `go went gone|buy bought|take took taken|give gave given|get got gotten|see saw seen|make made|meet met
feel felt|find found|think thought|teach taught|tell told|say said|write wrote written|win won|begin began begun
lose lost|leave left|run ran|eat ate eaten|drive drove driven|break broke broken|choose chose chosen
speak spoke spoken|come came|become became|bring brought|keep kept|send sent|pay paid|spend spent|build built
sell sold|hear heard|hold held|stand stood|sit sat|fall fell fallen|rise rose risen|grow grew grown|know knew known
draw drew drawn|withdraw withdrew withdrawn|fly flew flown|wear wore worn|ride rode ridden|sleep slept|catch caught
fight fought|lend lent|mean meant|forget forgot forgotten|understand understood|child children|man men|woman women
person people|foot feet|wife wives|half halves`;

const baseForms = new Map(
  FORMS.split(/[|\n]/).flatMap((row) => {
    const forms = row.trim().split(" ");
    return forms.slice(1).map((form) => [form, forms[0] ?? form] as const);
  }),
);

/** The word that an irregular English form belongs to ("bought" → "buy"); any other word as it is. Expects a token. */
export function baseForm(word: string): string {
  return baseForms.get(word) ?? word;
}
