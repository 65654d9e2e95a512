/** A part of a text that is not for everybody who may read the rest, and what stands for it. */
export interface Secret {
  from: number;
  to: number;
  mask: string;
}
